using System.Collections.Concurrent;
using Dapper;
using Lockkeeper.Locking;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

public sealed class StuckWriteTests
{
    [Fact]
    public async Task A_statement_that_runs_too_long_is_interrupted_and_the_innocent_of_its_batch_stand()
    {
        await using var test = await CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var endless = test.Db.RunAsync(Sql.Endless, operation: "Endless").AsTask();
        var after = test.Insert(2).AsTask();
        held.GoOn();

        var error = await endless.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        error.Message.ShouldContain("Endless");
        error.IsTransient.ShouldBeFalse();
        await Task.WhenAll(before, after).Within();
        test.Values<long>().ShouldBe([1, 2]);
        test.Log.Entries.ShouldContain(entry => entry.Event == 102);
    }

    [Fact]
    public async Task Code_that_does_not_come_back_loses_the_writer_and_harms_nothing_when_it_does()
    {
        await using var test = await CreateAsync();
        using var comesBack = new ManualResetEventSlim();
        var afterwards = new TaskCompletionSource<List<Exception>>();
        using var held = await HeldWriter.StartAsync(test);

        // | the batch                 | the stuck code                    | the test                       |
        // | inserts 1                 |                                   |                                |
        // |                           | inserts -5, blocks                |                                |
        // | is given to a new writer, |                                   |                                |
        // | inserts 1 again, then 2   |                                   | sees 1 and 2, lets it go on    |
        // |                           | tries to write in every way       | sees an error for each         |
        var before = test.Insert(1).AsTask();
        var stuck = test.Db.WriteAsync(tx =>
        {
            var connection = tx.Connection;
            tx.Execute($"INSERT INTO t(v) VALUES ({-5})");
            comesBack.Wait();
            List<Exception> errors = [];
            Try(() => tx.Execute($"INSERT INTO t(v) VALUES ({-6})"));
            Try(() => connection.Execute("INSERT INTO t(v) VALUES (-7)", transaction: tx.Transaction));
            Try(() => connection.Execute("COMMIT"));
            Try(() => connection.ExecuteScalar<long>("SELECT count(*) FROM t"));
            Try(() => test.Db.ExecuteAsync($"INSERT INTO t(v) VALUES (-8)").AsTask().GetAwaiter().GetResult());
            afterwards.SetResult(errors);

            void Try(Action write)
            {
                try
                {
                    write();
                }
                catch (Exception error)
                {
                    errors.Add(error);
                }
            }
        });
        var after = test.Insert(2).AsTask();
        held.GoOn();

        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await Task.WhenAll(before, after).Within();
        await test.Insert(3);
        test.Values<long>().ShouldBe([1, 2, 3]);

        comesBack.Set();
        (await afterwards.Task.Within()).Count.ShouldBe(5);
        await test.Insert(4);
        test.Values<long>().ShouldBe([1, 2, 3, 4]);
        await Waiting.Until(() => test.Engine.WritersOpen == 1, "its connection is closed");
    }

    [Fact]
    public async Task Asynchronous_code_that_never_completes_loses_the_writer()
    {
        await using var test = await CreateAsync();
        var never = new TaskCompletionSource();
        var stuck = test.Db.WriteAsync(async tx =>
        {
            tx.Execute($"INSERT INTO t(v) VALUES ({-5})");
            await never.Task;
        });
        var other = test.Insert(1).AsTask();
        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await other.Within();
        await Waiting.Until(() => test.Engine.WritersOpen == 1, "its connection is closed");
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task How_asynchronous_code_ends_after_it_lost_the_writer_is_no_unobserved_exception()
    {
        ConcurrentQueue<Exception> unobserved = new();
        EventHandler<UnobservedTaskExceptionEventArgs> onUnobserved = (_, e) => unobserved.Enqueue(e.Exception.InnerException!);
        TaskScheduler.UnobservedTaskException += onUnobserved;
        await using var test = await CreateAsync();
        var late = await StartAsync();

        // An exception that nobody has looked at is reported by the task's finalizer.
        await Waiting.Until(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !late.IsAlive;
            },
            "the stuck task is collected");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= onUnobserved;
        unobserved.ShouldNotContain(error => error is InvalidDataException);

        async Task<WeakReference> StartAsync()
        {
            var never = new TaskCompletionSource();
            Task? inner = null;
            Func<WriteTransaction, Task<int>> work = _ => (Task<int>)(inner = WorkAsync(never.Task));
            await test.Db.WriteAsync(work).FailsWith(SharedDatabaseErrorKind.WriteTooLong);
            never.SetResult();
            return new WeakReference(inner);
        }

        static async Task<int> WorkAsync(Task until)
        {
            await until;
            throw new InvalidDataException("late");
        }
    }

    [Fact]
    public async Task The_turn_goes_to_the_next_process_though_the_code_is_still_stuck()
    {
        await using var test = await CreateAsync();
        using var comesBack = new ManualResetEventSlim();
        var stuck = Task.Run(() => test.Db.WriteAsync(_ => comesBack.Wait()));
        await Waiting.Until(() => test.Db.GetStatus().Holder is not null, "the stuck one has the turn");
        using var next = FairFileLock.Open(test.Path);
        (await next.AcquireAsync(LockMode.Exclusive, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeTrue();
        next.Release();
        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        comesBack.Set();
    }

    [Fact]
    public async Task Code_that_gets_stuck_in_a_replay_takes_nobody_with_it()
    {
        await using var test = await CreateAsync();
        await test.Db.RunAsync(Sql.UndoTrigger);
        using var comesBack = new ManualResetEventSlim();
        var runs = 0;
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var stuck = test.Db.WriteAsync(_ =>
        {
            // Only the second run, after another has undone the transaction.
            if (++runs == 2) comesBack.Wait();
        });
        var after = test.Insert(2).AsTask();
        var guilty = test.Insert(-1).AsTask();
        var last = test.Insert(3).AsTask();
        held.GoOn();

        await guilty.FailsWith(SharedDatabaseErrorKind.Engine);
        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await Task.WhenAll(before, after, last).Within();
        test.Values<long>().ShouldBe([1, 2, 3]);
        comesBack.Set();
    }

    [Fact]
    public async Task Code_that_gets_stuck_while_each_of_a_refused_commit_runs_alone_takes_nobody_with_it()
    {
        await using var test = await CreateAsync();
        await test.Db.ExecuteAsync($"CREATE TABLE child(parent REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED)");
        using var comesBack = new ManualResetEventSlim();
        var runs = 0;
        using var held = await HeldWriter.StartAsync(test);
        var before = test.Insert(1).AsTask();
        var stuck = test.Db.WriteAsync(_ =>
        {
            if (++runs == 2) comesBack.Wait();
        });
        var after = test.Insert(2).AsTask();
        var guilty = test.Db.ExecuteAsync($"INSERT INTO child VALUES ({99})").AsTask();
        var last = test.Insert(3).AsTask();
        held.GoOn();

        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await guilty.FailsWith(SharedDatabaseErrorKind.Engine);
        await Task.WhenAll(before, after, last).Within();
        test.Values<long>().ShouldBe([1, 2, 3]);
        comesBack.Set();
    }

    [Fact]
    public async Task When_no_new_writer_can_be_opened_the_innocent_are_told_and_do_not_wait_for_ever()
    {
        await using var test = await CreateAsync();
        using var comesBack = new ManualResetEventSlim();
        using var held = await HeldWriter.StartAsync(test);
        var innocent = test.Insert(1).AsTask();
        var stuck = test.Db.WriteAsync(_ => comesBack.Wait());
        test.Engine.OpeningWriter = static () => throw new SharedDatabaseException(SharedDatabaseErrorKind.CannotOpen, "gone");
        held.GoOn();

        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await innocent.FailsWith(SharedDatabaseErrorKind.CannotOpen);
        test.Engine.OpeningWriter = null;
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
        comesBack.Set();
    }

    [Fact]
    public async Task Deadlines_pass_while_an_engine_does_not_let_go()
    {
        await using var test = await CreateAsync();
        using var comesBack = new ManualResetEventSlim();
        using var letsGo = new ManualResetEventSlim();
        var abandoning = new TaskCompletionSource();
        test.Engine.Abandoning = () =>
        {
            abandoning.TrySetResult();
            letsGo.Wait();
        };
        var stuck = Task.Run(() => test.Db.WriteAsync(_ => comesBack.Wait()));
        await abandoning.Task.Within();

        var late = test.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(50) }).AsTask();
        await late.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        letsGo.Set();
        await stuck.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
        comesBack.Set();
    }

    [Fact]
    public async Task Many_stuck_works_in_one_batch_each_fail_alone()
    {
        await using var test = await CreateAsync();
        using var comesBack = new ManualResetEventSlim();
        using var held = await HeldWriter.StartAsync(test);
        List<Task> stuck = [];
        List<Task> good = [];
        for (var i = 0; i < 3; i++)
        {
            good.Add(test.Insert(i).AsTask());
            stuck.Add(test.Db.WriteAsync(_ => comesBack.Wait()));
        }

        good.Add(test.Insert(3).AsTask());
        held.GoOn();
        foreach (var work in stuck) await work.FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        await Task.WhenAll(good).Within();
        test.Values<long>().ShouldBe([0, 1, 2, 3]);
        comesBack.Set();
        await Waiting.Until(() => test.Engine.WritersOpen == 1, "the other connections are closed");
    }

    internal static Task<TestDatabase> CreateAsync() =>
        TestDatabase.CreateAsync(options => options.MaxWriteDuration = TimeSpan.FromMilliseconds(100));
}
