using Lockkeeper.Locking;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Status;

public sealed class StatusTests
{
    [Fact]
    public async Task The_holder_is_shown_with_what_it_does_and_how_many_wait()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var queued = Enumerable.Range(0, 5).Select(i => test.Insert(i).AsTask()).ToList();

        var status = test.Db.GetStatus();
        status.DatabasePath.ShouldBe(test.Path);
        var holder = status.Holder.ShouldNotBeNull();
        holder.ProcessId.ShouldBe(Environment.ProcessId);
        holder.State.ShouldBe(TurnState.Holding);
        holder.Operation.ShouldBe("HeldWriter");
        holder.QueueLength.ShouldBe(5);
        holder.Since.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        status.Waiters.ShouldBeEmpty();
        status.ForeignHolders.ShouldBeEmpty();

        held.GoOn();
        await Task.WhenAll(queued).Within();
        await Waiting.Until(() => test.Db.GetStatus().Holder is null, "the turn is given up");
        var after = test.Db.GetStatus().Processes.ShouldHaveSingleItem();
        after.QueueLength.ShouldBe(0);
        after.Counters.Writes.ShouldBe(7, "the table, the held one and the five");
        after.Counters.Transactions.ShouldBe(3);
        after.Counters.Turns.ShouldBeGreaterThan(0);
        after.Counters.HoldMicroseconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_process_that_waits_and_the_one_that_holds_are_both_shown()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var other = await ChildProcess.StartAsync("lock", test.Path);
        (await other.AskAsync("acquire Exclusive 30")).ShouldBe("acquired");
        (await other.AskAsync("show Import")).ShouldBe("shown");
        var write = test.Insert(1, operation: "Waits").AsTask();
        await Waiting.Until(() => test.Db.GetStatus().Waiters.Any(), "this process is in line");

        var status = test.Db.GetStatus();
        status.Holder.ShouldNotBeNull().ProcessId.ShouldBe(other.Id);
        status.Holder!.Operation.ShouldBe("Import");
        var waiter = status.Waiters.ShouldHaveSingleItem();
        waiter.ProcessId.ShouldBe(Environment.ProcessId);
        waiter.Operation.ShouldBe("Waits");

        other.Kill();
        await write.Within();
        test.Db.GetStatus().Processes.ShouldHaveSingleItem().ProcessId.ShouldBe(Environment.ProcessId);
    }

    [Fact]
    public async Task Readers_at_work_are_shown_with_the_oldest()
    {
        await using var test = await TestDatabase.CreateAsync();
        var goOn = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = Enumerable.Range(0, 2).Select(_ => test.Db.ReadAsync(_ => goOn.Task)).ToList();
        var busy = test.Db.GetStatus().Processes.ShouldHaveSingleItem();
        busy.ReadersInUse.ShouldBe(2);
        busy.OldestReadSince.ShouldNotBeNull().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        goOn.SetResult(0);
        await Task.WhenAll(reads).Within();
        var idle = test.Db.GetStatus().Processes.ShouldHaveSingleItem();
        idle.ReadersInUse.ShouldBe(0);
        idle.OldestReadSince.ShouldBeNull();
    }

    [Fact]
    public async Task A_program_that_knows_nothing_of_the_turn_is_shown_as_foreign()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var foreign = PythonProgram.Run(test.Path, "con.execute('BEGIN IMMEDIATE'); ready(); con.execute('COMMIT')");
        var holders = test.Db.GetStatus().ForeignHolders;
        holders.ShouldAllBe(holder => holder.ProcessId == foreign.Id);
        holders.Single(holder => holder.Lock == "write").CommandLine.ShouldNotBeNull().ShouldContain("python3");
        foreign.Finish();
        test.Db.GetStatus().ForeignHolders.ShouldBeEmpty();
    }
}
