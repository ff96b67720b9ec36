using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>Two processes that each write one database inside a write of the other one: a deadlock that no lock order prevents.</summary>
public sealed class CrosswiseTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task Two_databases_opened_crosswise_by_two_processes_end_by_their_deadlines()
    {
        await CreateDatabaseAsync();
        var first = DatabasePath;
        DatabasePath = Path.Combine(Directory, "other.db");
        await CreateDatabaseAsync();
        var other = DatabasePath;
        using var one = await StartAsync("cross", Arguments(first, other, worker: 1));
        using var two = await StartAsync("cross", Arguments(other, first, worker: 3));
        var ends = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            one.Tell("cross");
            two.Tell("cross");
            await one.ExpectAsync("inside");
            await two.ExpectAsync("inside");
            one.Tell("on");
            if (round > 0) await Task.Delay(Random.Next(1_000), Cancel);
            two.Tell("on");
            ends.AddRange((await one.AnswerAsync())!, (await two.AnswerAsync())!);
        }

        ends.ShouldAllBe(end => end == "success" || end.StartsWith("error WriteTimeout") || end.StartsWith("error WriteTooLong"));

        // Each of a pair waits for the other: not both can have gone well.
        ends.Chunk(2).ShouldAllBe(pair => pair[0] != "success" || pair[1] != "success");
        Output.WriteLine(string.Join('\n', ends));

        // Both are writeable at once afterwards, and an outer write that was acknowledged has its inner one.
        foreach (var path in new[] { first, other })
        {
            using var child = await StartAsync("talk", $"database={path}");
            (await child.AskAsync("write Afterwards 60000 9 1")).ShouldBe("written");
            (await child.AskAsync("close")).ShouldBe("closed");
        }

        ShouldAgree(first, other, one: 1);
        ShouldAgree(other, first, one: 3);
    }

    private void ShouldAgree(string outer, string inner, int one)
    {
        using var outside = Plain(outer);
        using var inside = Plain(inner);
        foreach (var line in File.ReadLines(Path.Combine(LogDirectory, $"cross{one}.log")))
        {
            var parts = line.Split(' ');
            var isInner = parts[1] != one.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var stands = Ask(isInner ? inside : outside, $"SELECT count(*) FROM entry WHERE worker = {parts[1]} AND sequence = {parts[2]}");
            stands.ShouldBe(parts[0] == "A" ? 1 : 0, line);
        }
    }

    private string[] Arguments(string first, string second, int worker) =>
    [
        $"first-database={first}", $"second-database={second}", $"worker={worker}", $"log={Path.Combine(LogDirectory, $"cross{worker}.log")}",
        "timeout=1500", "maxwrite=4000",
    ];
}
