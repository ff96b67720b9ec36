using System.Globalization;
using Dapper;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Conformance;

/// <summary>Every wait ends: by a deadline that names the holder, by cancellation, by the holder's death, by the closing.</summary>
public sealed class DeadlineConformance
{
    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_write_that_does_not_get_the_turn_in_time_is_told_who_holds_it(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine, options => options.WriteTimeout = TimeSpan.FromSeconds(5));
        await test.Db.DisposeAsync();
        using var holder = await ChildProcess.StartAsync("lock", test.Path);
        (await holder.AskAsync("acquire Exclusive 30")).ShouldBe("acquired");
        (await holder.AskAsync("show NightlyImport")).ShouldBe("shown");
        test.Reopen();

        var error = await test.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(200) }, operation: "SaveStatus").AsTask()
            .FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        error.Message.ShouldContain("SaveStatus");
        error.Message.ShouldContain(holder.Id.ToString(CultureInfo.InvariantCulture));
        error.Message.ShouldContain("NightlyImport");
        error.IsTransient.ShouldBeTrue();

        holder.Kill();
        (await test.Insert(2).AsTask().Within()).ShouldBe(1);
        (await test.Ids()).ShouldBe([2]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_write_that_is_cancelled_in_the_queue_does_not_run_and_the_others_do(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        using var source = new CancellationTokenSource();
        using var held = await HeldWriter.StartAsync(test.Db);
        var cancelled = test.Insert(1, token: source.Token).AsTask();
        var other = test.Insert(2).AsTask();
        await source.CancelAsync();
        await cancelled.FailsWith<OperationCanceledException>();
        held.GoOn();
        (await other.Within()).ShouldBe(1);
        (await test.Ids()).ShouldBe([2]);
        await test.Insert(3, token: source.Token).AsTask().FailsWith<OperationCanceledException>();
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_write_that_is_cancelled_as_it_runs_is_rolled_back_and_those_beside_it_stand(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        using var source = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        var writes = await test.QueueAsync(() =>
        [
            test.Insert(1).AsTask(),
            test.Db.WriteAsync(
                tx =>
                {
                    ConformanceDatabase.Insert(tx, 2);
                    running.TrySetResult();
                    return tx.Connection.ExecuteScalar<int>(test.EndlessQuery, transaction: tx.Transaction);
                },
                source.Token),
            test.Insert(3).AsTask(),
        ]);
        await running.Task.Within();
        await source.CancelAsync();
        await writes[1].FailsWith<OperationCanceledException>();
        (await writes[0].Within()).ShouldBe(1);
        (await writes[2].Within()).ShouldBe(1);
        (await test.Ids()).ShouldBe([1, 3]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_write_past_its_time_is_interrupted_and_says_so(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine, options => options.MaxWriteDuration = TimeSpan.FromMilliseconds(300));
        var error = await test.Db.WriteAsync(
            tx => tx.Connection.ExecuteScalar<long>(test.EndlessQuery, transaction: tx.Transaction), operation: "Endless").FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        error.Message.ShouldContain("Endless");
        (await test.Insert(1).AsTask().Within()).ShouldBe(1);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_full_queue_refuses_more_by_the_deadline(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine, options => options.MaxQueuedWrites = 3);
        using var held = await HeldWriter.StartAsync(test.Db);
        var writes = Enumerable.Range(0, 3).Select(i => test.Insert(i).AsTask()).ToList();
        var refused = test.Insert(9, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(100) }).AsTask();
        await refused.FailsWith(SharedDatabaseErrorKind.QueueFull);
        held.GoOn();
        await Task.WhenAll(writes).Within();
        (await test.Ids()).ShouldNotContain(9);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task What_is_queued_is_finished_before_it_closes_and_then_everything_says_that_it_is_closed(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        using var held = await HeldWriter.StartAsync(test.Db);
        var writes = Enumerable.Range(0, 20).Select(i => test.Insert(i).AsTask()).ToList();
        var closed = test.Db.DisposeAsync().AsTask();
        closed.IsCompleted.ShouldBeFalse();
        held.GoOn();
        await Task.WhenAll([.. writes, closed]).Within();
        await Call(async () => await test.Insert(1)).FailsWith(SharedDatabaseErrorKind.Closed);
        await Call(() => test.Db.ReadAsync(_ => 1)).FailsWith(SharedDatabaseErrorKind.Closed);
        test.Reopen();
        (await test.Ids()).Count.ShouldBe(20);

        static async Task Call(Func<Task> call) => await call();
    }
}
