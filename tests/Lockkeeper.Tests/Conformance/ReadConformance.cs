using Dapper;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Conformance;

/// <summary>What a read promises, whatever the engine.</summary>
public sealed class ReadConformance
{
    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_read_is_one_snapshot_while_others_write(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Insert(1);
        await test.Db.ReadAsync(async connection =>
        {
            ConformanceDatabase.Ids(connection).ShouldBe([1]);

            // Another flow's: this one is inside of the read.
            await Task.Run(() => test.Insert(2).AsTask()).Within();
            ConformanceDatabase.Ids(connection).ShouldBe([1]);
            return 0;
        }).Within();
        (await test.Ids()).ShouldBe([1, 2]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_reader_cannot_write(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        foreach (var sql in (string[])["INSERT INTO t VALUES (1, '')", "CREATE TABLE u(i BIGINT)", "DELETE FROM t"])
            await Should.ThrowAsync<System.Data.Common.DbException>(() => test.Db.ReadAsync(connection => connection.Execute(sql)));
        (await test.Ids()).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_read_sees_what_was_acknowledged_before_it_was_asked_for(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        for (var i = 0; i < 50; i++)
        {
            await test.Insert(i);
            (await test.Ids()).Count.ShouldBe(i + 1);
        }
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task More_reads_than_readers_wait_for_each_other(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine, options => options.MaxReaders = 2);
        await test.Insert(1);
        var most = 0;
        var now = 0;
        var reads = Enumerable.Range(0, 20).Select(_ => Task.Run(() => test.Db.ReadAsync(async connection =>
        {
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            var ids = ConformanceDatabase.Ids(connection);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return ids.Count;
        })));
        (await Task.WhenAll(reads).Within()).ShouldAllBe(count => count == 1);
        most.ShouldBeLessThanOrEqualTo(2);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_read_past_its_time_is_interrupted_and_says_so(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine, options => options.MaxReadDuration = TimeSpan.FromMilliseconds(300));
        var error = await test.Db.ReadAsync(connection => connection.ExecuteScalar<long>(test.EndlessQuery), operation: "Endless")
            .FailsWith(SharedDatabaseErrorKind.ReadTooLong);
        error.Message.ShouldContain("Endless");
        (await test.Ids()).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_read_that_is_cancelled_is_interrupted(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        using var source = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        var read = Task.Run(() => test.Db.ReadAsync(
            connection =>
            {
                running.SetResult();
                return connection.ExecuteScalar<long>(test.EndlessQuery);
            },
            source.Token));
        await running.Task.Within();
        await source.CancelAsync();
        await read.FailsWith<OperationCanceledException>();
        (await test.Ids()).ShouldBeEmpty();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
