using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Writing;

/// <summary>The way of a lone writer: its write runs on its own thread.</summary>
[Collection(nameof(Alone))]
public sealed class InlineTests
{
    [Fact]
    public async Task A_lone_worker_writes_on_its_own_thread_and_eighty_do_not_and_all_stands()
    {
        await using var test = await TestDatabase.CreateAsync();
        var inline = 0;
        for (var i = 0; i < 1000; i++)
        {
            var value = i;
            var thread = Environment.CurrentManagedThreadId;
            await test.Db.WriteAsync(tx =>
            {
                if (Environment.CurrentManagedThreadId == thread) inline++;
                tx.Execute($"INSERT INTO t(v) VALUES ({value})");
            });
        }

        inline.ShouldBeGreaterThan(500);
        await Task.WhenAll(Enumerable.Range(0, 80).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++) await test.Insert(1000 + (worker * 20) + i);
        }))).Within();
        var values = test.Values<long>();
        values.Take(1000).ShouldBe(Enumerable.Range(0, 1000).Select(i => (long)i));
        values.Order().ShouldBe(Enumerable.Range(0, 2600).Select(i => (long)i));
        test.Engine.Commits.ShouldBeLessThan(2600, "the eighty shared transactions");
    }

    [Fact]
    public async Task An_exception_on_the_callers_thread_is_the_callers_and_rolls_back()
    {
        await using var test = await TestDatabase.CreateAsync();
        await RunInlineAsync(test, async isInline =>
        {
            Action<WriteTransaction> work = tx =>
            {
                isInline();
                tx.Execute($"INSERT INTO t(v) VALUES ({1})");
                throw new InvalidDataException();
            };
            await test.Db.WriteAsync(work).FailsWith<InvalidDataException>();
        });
        (await test.Db.RunAsync("INSERT INTO nowhere VALUES (1)").AsTask().FailsWith(SharedDatabaseErrorKind.Engine))
            .Message.ShouldContain("nowhere");
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task A_cancellation_on_the_callers_thread_interrupts_it()
    {
        await using var test = await TestDatabase.CreateAsync();
        await RunInlineAsync(test, async isInline =>
        {
            using var cancel = new CancellationTokenSource();
            await test.Db.WriteAsync(
                tx =>
                {
                    isInline();
                    tx.Execute($"INSERT INTO t(v) VALUES ({1})");
                    cancel.Cancel();
                    using var command = tx.Connection.CreateCommand();
                    command.CommandText = Sql.Endless;
                    command.ExecuteNonQuery();
                },
                cancel.Token).FailsWith<OperationCanceledException>();
        });
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task Code_stuck_on_the_callers_thread_loses_the_writer_and_others_go_on()
    {
        await using var test = await StuckWriteTests.CreateAsync();
        await RunInlineAsync(test, async isInline =>
        {
            Task<int>? meanwhile = null;
            await test.Db.WriteAsync(tx =>
            {
                isInline();
                tx.Execute($"INSERT INTO t(v) VALUES ({-5})");

                // Its own thread is stuck until another writes, which only a new writer can do.
                using (ExecutionContext.SuppressFlow()) meanwhile = Task.Run(() => test.Insert(1).AsTask());
                meanwhile.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
                Should.Throw<Exception>(() => tx.Execute($"INSERT INTO t(v) VALUES ({-6})"));
            }).FailsWith(SharedDatabaseErrorKind.WriteTooLong);
        });
        for (var i = 0; i < 100; i++) await test.Insert(2);
        test.Values<long>().ShouldAllBe(value => value == 1 || value == 2);
        test.Values<long>().Count(value => value == 2).ShouldBe(100);
        test.Engine.WritersOpen.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_inside_a_write_on_the_callers_thread_is_an_error_at_once()
    {
        await using var test = await TestDatabase.CreateAsync();
        await RunInlineAsync(test, async isInline =>
        {
            await test.Db.WriteAsync(_ =>
            {
                isInline();
                test.Insert(1).AsTask().GetAwaiter().GetResult();
            }).FailsWith(SharedDatabaseErrorKind.Reentrant);
        });
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    // Whether a caller writes by itself depends on what else goes on: tried until it did.
    private static async Task RunInlineAsync(TestDatabase test, Func<Action, Task> write)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            await test.BecomeLoneWriterAsync();
            var thread = Environment.CurrentManagedThreadId;
            var inline = false;
            await write(() => inline = Environment.CurrentManagedThreadId == thread);
            if (inline) return;
        }

        Assert.Fail("No caller ever wrote on its own thread.");
    }
}
