using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>What a process has open and takes up after many opens and closes: 10,000 with <c>LOCKKEEPER_TORTURE_SECONDS=200</c>.</summary>
public sealed class LeakTests(ITestOutputHelper output) : FaultTest(output)
{
    private const long ManagedSlack = 2 << 20;
    private const long ResidentSlack = 48 << 20;

    [Fact]
    public async Task Opening_and_closing_many_times_leaves_no_descriptor_thread_or_memory_behind()
    {
        var count = Math.Min(10_000, Seed.Scale(500));
        using var child = await StartAsync("leak", $"database={DatabasePath}", $"count={count}");
        var line = (await child.AnswerAsync())!;
        Output.WriteLine(line);
        Console.WriteLine($"{count} opens and closes: {line}");
        var counts = line.Split(' ').Select(part => part.Split('=', '/'))
            .ToDictionary(part => part[0], part => (Before: Number(part[1]), After: Number(part[2])));

        counts["descriptors"].After.ShouldBeLessThanOrEqualTo(counts["descriptors"].Before);
        counts["threads"].After.ShouldBeLessThanOrEqualTo(counts["threads"].Before + 4);
        counts["managed"].After.ShouldBeLessThan(counts["managed"].Before + ManagedSlack);
        counts["resident"].After.ShouldBeLessThan(counts["resident"].Before + ResidentSlack);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
