using System.Data.Common;
using Dapper;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Reading;

public sealed class ReaderPoolTests
{
    [Fact]
    public async Task One_read_is_one_snapshot()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        var (first, second) = await test.Db.ReadAsync(async connection =>
        {
            var before = Count(connection);
            await test.Insert(2);
            return (before, Count(connection));
        });
        (first, second).ShouldBe((1, 1));
        (await test.Db.ReadAsync(Count)).ShouldBe(2, "the next read is on the same connection and sees what was written");
        test.Engine.ReadersOpened.ShouldBe(1);
    }

    [Theory]
    [InlineData("INSERT INTO t(v) VALUES (1)")]
    [InlineData("PRAGMA query_only = 0; INSERT INTO t(v) VALUES (1)")]
    [InlineData("COMMIT; PRAGMA query_only = 0; INSERT INTO t(v) VALUES (1)")]
    [InlineData("DROP TABLE t")]
    [InlineData("VACUUM")]
    public async Task A_reader_cannot_write(string sql)
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.ReadAsync(connection => connection.Execute(sql)).FailsWith<Exception>();
        test.Values<long>().ShouldBeEmpty();
        (await test.Db.ReadAsync(Count)).ShouldBe(0);
    }

    [Fact]
    public async Task Reads_wait_in_order_and_without_a_thread()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxReaders = 1);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = test.Db.ReadAsync(async _ =>
        {
            begun.SetResult();
            await goOn.Task;
            return -1;
        });
        await begun.Task.Within();
        List<int> order = [];

        // All of them are asked for on this one thread, which is never blocked.
        var others = Enumerable.Range(0, 200).Select(i => test.Db.ReadAsync(_ =>
        {
            order.Add(i);
            return i;
        })).ToList();
        others.ShouldAllBe(read => !read.IsCompleted);
        goOn.SetResult();
        await Task.WhenAll([first, .. others]).Within();
        order.ShouldBe(Enumerable.Range(0, 200));
        test.Engine.ReadersOpened.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_that_finds_no_connection_in_time_is_told_what_to_raise()
    {
        await using var test = await TestDatabase.CreateAsync(options =>
        {
            options.MaxReaders = 1;
            options.ReadTimeout = TimeSpan.FromMilliseconds(100);
        });
        var goOn = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = test.Db.ReadAsync(_ => goOn.Task);
        var error = await test.Db.ReadAsync(_ => 0, operation: "Late").FailsWith(SharedDatabaseErrorKind.ReadTimeout);
        error.Message.ShouldContain("Late");
        error.Message.ShouldContain("MaxReaders");
        error.Message.ShouldContain("ReadTimeout");
        error.IsTransient.ShouldBeTrue();
        goOn.SetResult(1);
        (await first.Within()).ShouldBe(1);
        (await test.Db.ReadAsync(_ => 2)).ShouldBe(2);
    }

    [Fact]
    public async Task A_read_that_keeps_its_snapshot_too_long_is_interrupted()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxReadDuration = TimeSpan.FromMilliseconds(100));
        var error = await test.Db.ReadAsync(connection => connection.ExecuteScalar<long>(Sql.EndlessRead), operation: "Report")
            .FailsWith(SharedDatabaseErrorKind.ReadTooLong);
        error.Message.ShouldContain("Report");
        error.Message.ShouldContain("MaxReadDuration");
        await Waiting.Until(() => test.Log.Entries.Any(entry => entry.Event == 105), "it is logged");
        (await test.Db.ReadAsync(Count)).ShouldBe(0);
    }

    [Fact]
    public async Task A_cancelled_read_is_interrupted()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var reading = new TaskCompletionSource();
        var read = Task.Run(() => test.Db.ReadAsync(
            connection =>
            {
                reading.SetResult();
                return connection.ExecuteScalar<long>(Sql.EndlessRead);
            },
            cancel.Token));
        await reading.Task.Within();
        await cancel.CancelAsync();
        await read.FailsWith<OperationCanceledException>();
        (await test.Db.ReadAsync(Count)).ShouldBe(0);
    }

    [Fact]
    public async Task A_cancellation_between_two_statements_of_a_read_ends_the_next_one()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var cancel = new CancellationTokenSource();
        await test.Db.ReadAsync(
            connection =>
            {
                cancel.Cancel();
                return connection.ExecuteScalar<long>(Sql.EndlessRead);
            },
            cancel.Token).FailsWith<OperationCanceledException>();
        (await test.Db.ReadAsync(Count)).ShouldBe(0);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_while_it_waits_leaves_its_place_to_the_next()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxReaders = 1);
        var goOn = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var first = test.Db.ReadAsync(_ => goOn.Task);
        var second = test.Db.ReadAsync(_ => 2, cancel.Token);
        var third = test.Db.ReadAsync(_ => 3);
        await cancel.CancelAsync();
        await second.FailsWith<OperationCanceledException>();
        goOn.SetResult(1);
        (await first.Within()).ShouldBe(1);
        (await third.Within()).ShouldBe(3);
    }

    [Fact]
    public async Task A_read_that_throws_gives_its_connection_back()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxReaders = 1);
        for (var i = 0; i < 10; i++)
        {
            await test.Db.ReadAsync<int>((Func<DbConnection, int>)(_ => throw new InvalidDataException())).FailsWith<InvalidDataException>();
            await test.Db.ReadAsync(async connection =>
            {
                await Task.Yield();
                return connection.ExecuteScalar<long>("SELECT nothing FROM nowhere");
            }).FailsWith<DbException>();
        }

        (await test.Db.ReadAsync(Count).Within()).ShouldBe(0);
        test.Engine.ReadersOpen.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_read_leaves_behind_does_not_reach_the_next()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.MaxReaders = 1);
        await test.Insert(1);
        var other = test.Path + ".other";
        await test.Db.ReadAsync(connection =>
        {
            connection.Execute($"ATTACH '{test.Path}' AS other");
            return 0;
        });
        (await test.Db.ReadAsync(connection => connection.Query<string>("SELECT name FROM pragma_database_list").ToList()))
            .ShouldBe(["main"]);

        await test.Db.ReadAsync(connection =>
        {
            // Left open, in the middle of its rows.
            var command = connection.CreateCommand();
            command.CommandText = "SELECT v FROM t";
            command.ExecuteReader().Read();
            return 0;
        });
        await test.Insert(2);
        (await test.Db.ReadAsync(Count)).ShouldBe(2, "an open data reader would have kept the old snapshot");
        File.Exists(other).ShouldBeFalse();
    }

    [Fact]
    public async Task Reads_under_way_end_in_peace_when_the_database_closes()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = test.Db.ReadAsync(async connection =>
        {
            begun.SetResult();
            await goOn.Task;
            return Count(connection);
        });
        await begun.Task.Within();
        await test.Db.DisposeAsync();
        goOn.SetResult();
        (await read.Within()).ShouldBe(1);
        test.Engine.ReadersOpen.ShouldBe(0);
    }

    [Fact]
    public async Task Work_that_returns_a_value_task_is_refused_with_advice()
    {
        await using var test = await TestDatabase.CreateAsync();
        Func<DbConnection, ValueTask<int>> work = _ => ValueTask.FromResult(1);
        Should.Throw<ArgumentException>(() => test.Db.ReadAsync(work)).Message.ShouldContain("ReadAsync");
    }

    [Fact]
    public async Task Readers_and_writers_do_not_wait_for_each_other()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var held = await HeldWriter.StartAsync(test);
        (await test.Db.ReadAsync(Count).Within()).ShouldBe(0, "while a write transaction is open");
        held.GoOn();
        await held.Write.Within();
    }

    private static long Count(DbConnection connection) => connection.ExecuteScalar<long>("SELECT count(*) FROM t");
}
