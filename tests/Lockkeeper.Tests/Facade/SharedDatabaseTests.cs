using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.Facade;

public sealed class SharedDatabaseTests
{
    [Fact]
    public async Task What_is_queued_is_finished_before_it_closes()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        var writes = Enumerable.Range(0, 100).Select(i => test.Insert(i).AsTask()).ToList();
        var closed = test.Db.DisposeAsync().AsTask();
        closed.IsCompleted.ShouldBeFalse();
        held.GoOn();
        await Task.WhenAll([.. writes, closed]).Within();
        test.Values<long>().Count.ShouldBe(100);
        test.Engine.WritersOpen.ShouldBe(0);
        test.Engine.ReadersOpen.ShouldBe(0);
        File.Exists(test.Path + "-wal").ShouldBeFalse("the last connection empties the log");
    }

    [Fact]
    public async Task After_it_is_disposed_everything_says_so_and_disposing_again_does_nothing()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.DisposeAsync();
        await test.Db.DisposeAsync();
        test.Db.Dispose();
        await Closed(async () => await test.Insert(1));
        await Closed(() => test.Db.WriteAsync(_ => { }));
        await Closed(() => test.Db.WriteAsync(async _ => await Task.Yield()));
        await Closed(() => test.Db.ReadAsync(_ => 1));
        await Closed(() => Task.FromResult(test.Db.GetStatus()));

        test.Reopen();
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);

        static async Task Closed(Func<Task> call) =>
            (await Should.ThrowAsync<SharedDatabaseException>(call)).Kind.ShouldBe(SharedDatabaseErrorKind.Closed);
    }

    [Fact]
    public async Task Writes_that_race_with_the_closing_end_one_way_or_the_other()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var test = await TestDatabase.CreateAsync();
            using var barrier = new Barrier(3);
            var acknowledged = 0;
            var refused = 0;
            var writers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                barrier.SignalAndWait();
                for (var i = 0; i < 100; i++)
                {
                    try
                    {
                        await test.Insert(i);
                        Interlocked.Increment(ref acknowledged);
                    }
                    catch (SharedDatabaseException error) when (error.Kind == SharedDatabaseErrorKind.Closed)
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
            })).ToList();
            var closing = Task.Run(async () =>
            {
                barrier.SignalAndWait();
                await test.Db.DisposeAsync();
            });
            await Task.WhenAll([.. writers, closing]).Within();
            (acknowledged + refused).ShouldBe(200);
            test.Values<long>().Count.ShouldBe(acknowledged);
        }
    }

    [Fact]
    public async Task Closing_while_another_holds_the_turn_lasts_as_long_as_somebody_waits_for_it()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var turn = test.TakeTurn();
        var write = test.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(300) }).AsTask();
        var closing = test.Db.DisposeAsync().AsTask();
        await write.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        await closing.Within();
        turn.Release();
        await Waiting.Until(() => test.Engine.WritersOpen == 0, "the thread got its turn and closed its connection");
        test.Values<long>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_while_another_holds_the_turn_finishes_what_gets_it_in_time()
    {
        await using var test = await TestDatabase.CreateAsync();
        var turn = test.TakeTurn();
        var write = test.Insert(1).AsTask();
        var closing = test.Db.DisposeAsync().AsTask();
        closing.IsCompleted.ShouldBeFalse();
        turn.Dispose();
        await Task.WhenAll(write, closing).Within();
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task A_file_that_is_opened_twice_is_shared_until_both_have_closed()
    {
        await using var test = await TestDatabase.CreateAsync();
        var (second, other) = test.Open();
        await other.ExecuteAsync($"INSERT INTO t(v) VALUES (1)");
        second.WritersOpened.ShouldBe(0, "it writes on the first one's connection");
        test.Log.Entries.ShouldContain(entry => entry.Event == 106);

        await test.Db.DisposeAsync();
        await other.ExecuteAsync($"INSERT INTO t(v) VALUES (2)");
        test.Engine.WritersOpen.ShouldBe(1);
        await other.DisposeAsync();
        test.Engine.WritersOpen.ShouldBe(0);
        test.Values<long>().ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_symbolic_link_leads_to_the_same_open_database()
    {
        await using var test = await TestDatabase.CreateAsync();
        var link = test.Path + ".link";
        File.CreateSymbolicLink(link, test.Path);
        await using var other = SqliteDatabase.Open(link);
        other.DatabasePath.ShouldBe(test.Path);
        await test.Db.WriteAsync(async _ =>
            (await Should.ThrowAsync<SharedDatabaseException>(async () => await other.ExecuteAsync($"INSERT INTO t(v) VALUES (1)")))
                .Kind.ShouldBe(SharedDatabaseErrorKind.Reentrant));
    }

    [Fact]
    public async Task Opening_and_closing_at_once_from_many_threads_is_safe()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.DisposeAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await using var db = SqliteDatabase.Open(test.Path);
                await db.ExecuteAsync($"INSERT INTO t(v) VALUES ({(worker * 20) + i})");
            }
        }))).Within();
        test.Values<long>().Order().ShouldBe(Enumerable.Range(0, 160).Select(i => (long)i));
    }

    [Fact]
    public void An_option_out_of_its_range_is_refused_by_name()
    {
        var path = Path.Combine(Path.GetTempPath(), $"lockkeeper-{Guid.NewGuid()}.db");
        Should.Throw<ArgumentOutOfRangeException>(() => SqliteDatabase.Open(path, new SqliteDatabaseOptions { MaxReaders = 0 }))
            .Message.ShouldContain("MaxReaders is 0; it must be 1 to 1,000");
        File.Exists(path).ShouldBeFalse();
    }
}
