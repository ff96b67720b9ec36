using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>Processes that are stopped and continued: alive, so their locks are, and only deadlines end the waiting.</summary>
public sealed class PauseTests(ITestOutputHelper output) : FaultTest(output)
{
    [Theory]
    [InlineData(Sqlite)]
    [InlineData(DuckDB)]
    public async Task Others_time_out_with_the_name_of_a_stopped_holder_and_go_on_when_it_does(string file)
    {
        Use(file);
        using var holder = await StartTalkAsync();
        using var other = await StartTalkAsync();
        (await holder.AskAsync("hold NightlyReport 1 1")).ShouldBe("holding");
        holder.Pause();

        for (var i = 1; i <= 3; i++)
        {
            var error = await other.AskAsync($"write SaveTopic 300 2 {i}");
            error.ShouldStartWith("error WriteTimeout SaveTopic ");
            error.ShouldContain($"Process {holder.Id} (Lockkeeper.TestProcess) has held the turn");
            error.ShouldContain("in NightlyReport");
        }

        holder.Continue();
        (await holder.AskAsync("release")).ShouldBe("released");
        (await other.AskAsync("write SaveTopic 60000 2 4")).ShouldBe("written");
        (await holder.AskAsync("write SaveTopic 60000 1 2")).ShouldBe("written");

        (await other.AskAsync("close")).ShouldBe("closed");
        (await holder.AskAsync("close")).ShouldBe("closed");
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(*) FROM entry").ShouldBe(3);
        Ask(connection, "SELECT count(*) FROM entry WHERE (worker, sequence) IN (VALUES (1, 1), (2, 4), (1, 2))").ShouldBe(3);
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(DuckDB)]
    public async Task Others_time_out_behind_a_waiter_that_is_stopped_in_line_and_go_on_when_it_does(string file)
    {
        Use(file);
        using var holder = await StartTalkAsync();
        using var waiter = await StartTalkAsync();
        using var last = await StartTalkAsync();
        (await holder.AskAsync("hold FirstInLine 1 1")).ShouldBe("holding");
        waiter.Tell("write SecondInLine 100000 2 1");
        await WaitForWaiterAsync(waiter);
        waiter.Pause();
        (await holder.AskAsync("release")).ShouldBe("released");

        (await last.AskAsync("write ThirdInLine 300 3 1")).ShouldStartWith("error WriteTimeout ThirdInLine ");

        waiter.Continue();
        (await waiter.AnswerAsync()).ShouldBe("written");
        (await last.AskAsync("write ThirdInLine 60000 3 2")).ShouldBe("written");
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(DuckDB)]
    public async Task Workers_that_are_stopped_and_continued_at_random_lose_nothing(string file)
    {
        Use(file);
        await CreateDatabaseAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartWorkAsync(2, "readers=1", "pause=1", "timeout=200")));
        for (var round = 0; round < Seed.Scale(25); round++)
        {
            var worker = workers[Random.Next(workers.Length)];
            worker.Pause();
            await Task.Delay(Random.Next(round % 5 == 0 ? 400 : 60), Cancel);
            worker.Continue();
            await Task.Delay(Random.Next(30), Cancel);
        }

        foreach (var worker in workers) await worker.StopAsync();
        var ledger = Ledger.Read(LogDirectory);

        // Readers of a DuckDB file wait for it, too.
        if (file == DuckDB) ledger.ReadFailures.RemoveAll(static failure => failure.Contains(" waited ", StringComparison.Ordinal));
        ledger.Verify(DatabasePath);
        ledger.Failures.ShouldAllBe(failure => failure.StartsWith("WriteTimeout"));
        Output.WriteLine($"{ledger.Acknowledged} writes acknowledged, {ledger.Failures.Count} timed out");
    }

    private async Task WaitForWaiterAsync(Child waiter)
    {
        while (!Locking.PresenceBoard.ReadFrom(DatabasePath).Any(entry => entry.ProcessId == waiter.Id && entry.State == Locking.TurnState.Waiting))
            await Task.Delay(5, Cancel);
    }
}
