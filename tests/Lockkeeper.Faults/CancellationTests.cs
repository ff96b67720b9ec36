using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>Cancellation at random moments, thousands of times, and what is left of it.</summary>
public sealed class CancellationTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task Thousands_of_cancellations_leave_no_turn_no_connection_and_no_exception_behind()
    {
        var count = Seed.Scale(6_000);
        using var child = await StartAsync("cancel", WorkArguments(8, $"operations={count}", "checkpoint=200", "slice=2"));
        using var other = await StartTalkAsync();
        var descriptors = Descriptors(child);
        var end = (await child.AnswerAsync())!;
        Output.WriteLine(end);
        Console.WriteLine($"cancelled at random: {end}");
        var left = end.Split(' ').Select(part => part.Split('=')).ToDictionary(part => part[0], part => int.Parse(part[1], CultureInfo.InvariantCulture));
        left["cancelled"].ShouldBeGreaterThan(count / 50);
        left["succeeded"].ShouldBeGreaterThan(count / 50);
        left["unobserved"].ShouldBe(0, string.Join('\n', child.Errors));
        left["readers"].ShouldBe(0);
        left["queued"].ShouldBe(0);

        // Its turn and SQLite's lock are free while it still has the database open.
        (await other.AskAsync("write WhatIsLeft 20000 0 1")).ShouldBe("written");

        // Readers are opened when first needed, three descriptors each; nothing else comes on top.
        Descriptors(child).ShouldBeLessThanOrEqualTo(descriptors + (3 * Math.Max(4, 2 * Environment.ProcessorCount)));
        child.Tell("end");
        await child.EndAsync();
        (await other.AskAsync("close")).ShouldBe("closed");
        Verify().Failures.ShouldAllBe(failure => failure.StartsWith("Cancelled"));
    }

    // The runtime opens assemblies when it first needs them.
    private static int Descriptors(Child child) => System.IO.Directory.GetFiles($"/proc/{child.Id}/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);
}
