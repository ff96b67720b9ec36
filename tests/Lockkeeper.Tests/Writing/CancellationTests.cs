using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lockkeeper.Locking;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

public sealed class CancellationTests
{
    [Fact]
    public async Task A_write_that_is_cancelled_before_it_is_asked_for_is_not_begun()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var ran = false;

        await test.Insert(1, cancel.Token).AsTask().FailsWith<OperationCanceledException>();
        await test.Db.WriteAsync(_ => { ran = true; }, cancel.Token).FailsWith<OperationCanceledException>();
        ran.ShouldBeFalse();
        test.Values<long>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_that_is_cancelled_in_the_queue_ends_at_once_and_is_never_run()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var ran = false;

        using var held = await HeldWriter.StartAsync(test);
        var statement = test.Insert(1, cancel.Token).AsTask();
        var work = test.Db.WriteAsync(_ => { ran = true; }, cancel.Token);
        var other = test.Insert(2).AsTask();
        await cancel.CancelAsync();

        // The writer is still held: nobody but the cancellation has ended them.
        await statement.FailsWith<OperationCanceledException>();
        await work.FailsWith<OperationCanceledException>();
        statement.IsCanceled.ShouldBeTrue();
        work.IsCanceled.ShouldBeTrue();
        held.GoOn();
        await other.Within();
        ran.ShouldBeFalse();
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task A_statement_that_is_cancelled_while_it_runs_is_interrupted_and_the_innocent_of_its_batch_stand()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();

        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var endless = test.Db.RunAsync(Sql.Endless, cancel.Token, operation: "Endless").AsTask();
        var after = test.Insert(2).AsTask();
        held.GoOn();
        await Waiting.Until(() => test.Db.GetStatus().Holder?.Operation == "Endless", "the statement begins");
        await cancel.CancelAsync();

        await endless.FailsWith<OperationCanceledException>();
        await Task.WhenAll(before, after).Within();
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_cancellation_between_two_statements_of_a_work_ends_the_next_one()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var work = test.Db.WriteAsync(
            tx =>
            {
                tx.Execute($"INSERT INTO t(v) VALUES (1)");

                // No statement runs now for the cancellation to interrupt.
                cancel.Cancel();
                using var command = tx.Connection.CreateCommand();
                command.CommandText = Sql.Endless;
                command.ExecuteNonQuery();
            },
            cancel.Token);

        await work.FailsWith<OperationCanceledException>();
        work.IsCanceled.ShouldBeTrue();
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task A_cancellation_after_the_write_changes_nothing()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var write = test.Insert(1, cancel.Token).AsTask();
        await write.Within();
        await cancel.CancelAsync();
        (await write).ShouldBe(1);
        (await test.Insert(2)).ShouldBe(1);
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_token_that_outlives_its_writes_keeps_none_of_them()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var program = new CancellationTokenSource();
        var failed = await WriteAsync(test, program.Token, fails: true);
        var done = await WriteAsync(test, program.Token, fails: false);
        await Waiting.Until(
            () =>
            {
                GC.Collect();
                return !failed.IsAlive && !done.IsAlive;
            },
            "both works are collected");
    }

    [Fact]
    public async Task Thousands_of_random_cancellations_leave_nothing_behind_and_lose_nothing()
    {
        const int Workers = 8;
        const int Each = 400;
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        ConcurrentQueue<Exception> unobserved = new();
        EventHandler<UnobservedTaskExceptionEventArgs> onUnobserved = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += onUnobserved;
        await using var test = await TestDatabase.CreateAsync();
        ConcurrentQueue<long> acknowledged = new();
        ConcurrentQueue<long> cancelled = new();

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker)))).Within();

        acknowledged.Count.ShouldBeGreaterThan(0);
        cancelled.Count.ShouldBeGreaterThan(0);
        (acknowledged.Count + cancelled.Count).ShouldBe(Workers * Each);
        test.Values<long>().Order().ShouldBe(acknowledged.Order());
        test.Engine.WritersOpen.ShouldBe(1);
        test.Db.GetStatus().Processes.ShouldHaveSingleItem().QueueLength.ShouldBe(0);
        using (var turn = FairFileLock.Open(test.Path)) turn.Acquire(LockMode.Exclusive, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= onUnobserved;
        unobserved.SelectMany(error => ((AggregateException)error).InnerExceptions)
            .ShouldNotContain(error => error is OperationCanceledException);

        async Task WorkAsync(int worker)
        {
            var random = new Random(seed + worker);
            for (var i = 0; i < Each; i++)
            {
                var value = (worker * Each) + i;
                using var cancel = new CancellationTokenSource();
                var how = random.Next(4);
                var work = random.Next(3);
                try
                {
                    if (how == 0) cancel.CancelAfter(TimeSpan.FromMicroseconds(random.Next(2000)));
                    var write = work switch
                    {
                        0 => test.Insert(value, cancel.Token).AsTask(),
                        1 => test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({value})"), cancel.Token),
                        _ => test.Db.WriteAsync(
                            async tx =>
                            {
                                var changed = tx.Execute($"INSERT INTO t(v) VALUES ({value})");
                                await Task.Yield();
                                return changed;
                            },
                            cancel.Token),
                    };
                    if (how == 1) await cancel.CancelAsync();
                    (await write).ShouldBe(1);
                    acknowledged.Enqueue(value);
                }
                catch (OperationCanceledException)
                {
                    cancelled.Enqueue(value);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> WriteAsync(TestDatabase test, CancellationToken token, bool fails)
    {
        var kept = new object();
        var write = test.Db.WriteAsync(tx => fails ? throw new InvalidDataException(kept.ToString()) : kept.GetHashCode(), token);
        if (fails) await write.FailsWith<InvalidDataException>();
        else await write;
        return new WeakReference(kept);
    }
}
