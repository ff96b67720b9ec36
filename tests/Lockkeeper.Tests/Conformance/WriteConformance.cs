using Dapper;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Conformance;

/// <summary>What a write promises, whatever the engine.</summary>
public sealed class WriteConformance
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(AllEngines))]
    public async Task An_acknowledged_write_stands_when_the_file_is_opened_again(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        (await test.Insert(1)).ShouldBe(1);
        (await test.Db.WriteAsync(tx => tx.Connection.Execute("INSERT INTO t VALUES (2, 'b'), (3, 'c')", transaction: tx.Transaction))).ShouldBe(2);
        await test.Db.DisposeAsync();
        test.Reopen();
        (await test.Ids()).ShouldBe([1, 2, 3]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Parameters_of_every_kind_come_back_as_they_went_in(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Db.ExecuteAsync($"CREATE TABLE p(i BIGINT, d DOUBLE, s VARCHAR, b BLOB)", Cancel);
        foreach (var (i, d, s, b) in new (long?, double?, string?, byte[]?)[]
                 { (long.MinValue, -0.1, "it's \"quoted\" $1 žluť", [0, 255]), (null, null, null, null), (long.MaxValue, 1e300, "", []) })
        {
            await test.Db.ExecuteAsync($"DELETE FROM p", Cancel);
            (await test.Db.ExecuteAsync($"INSERT INTO p VALUES ({i}, {d}, {s}, {b})", Cancel)).ShouldBe(1);
            var row = await test.Db.ReadAsync(connection =>
            {
                using var reader = connection.ExecuteReader("SELECT i, d, s, b FROM p");
                reader.Read().ShouldBeTrue();
                return (reader.IsDBNull(0) ? (long?)null : reader.GetInt64(0), reader.IsDBNull(1) ? (double?)null : reader.GetDouble(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : Bytes(reader.GetValue(3)));
            });
            (row.Item1, row.Item2, row.Item3).ShouldBe((i, d, s));
            row.Item4.ShouldBe(b);
        }
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Work_that_throws_leaves_nothing_and_its_own_exception_comes_out(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        var thrown = new InvalidOperationException("no");
        (await test.Db.WriteAsync(tx =>
        {
            ConformanceDatabase.Insert(tx, 1);
            throw thrown;
        }).FailsWith<InvalidOperationException>()).ShouldBeSameAs(thrown);
        (await test.Db.WriteAsync(async tx =>
        {
            ConformanceDatabase.Insert(tx, 2);
            await Task.Yield();
            await Task.FromException(thrown);
        }).FailsWith<InvalidOperationException>()).ShouldBeSameAs(thrown);
        (await test.Ids()).ShouldBeEmpty();
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Asynchronous_work_is_inside_the_transaction_to_its_end(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        var seen = await test.Db.WriteAsync(async tx =>
        {
            ConformanceDatabase.Insert(tx, 1);
            await Task.Delay(20, Cancel);
            ConformanceDatabase.Insert(tx, 2);
            return tx.Connection.ExecuteScalar<long>("SELECT count(*) FROM t", transaction: tx.Transaction);
        });
        seen.ShouldBe(2);
        (await test.Ids()).ShouldBe([1, 2]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Of_writes_that_queue_together_the_guilty_alone_fail(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Insert(-1);
        var writes = await test.QueueAsync(() => Enumerable.Range(0, 40).Select(i => (i % 4) switch
        {
            0 => test.Insert(i).AsTask(),
            1 => test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t VALUES ({i}, 'work')")),
            2 => test.Insert(i % 8 == 2 ? -1 : i).AsTask(),
            _ => test.Db.WriteAsync(async tx =>
            {
                ConformanceDatabase.Insert(tx, i);
                await Task.Yield();
                return i % 8 == 3 ? throw new InvalidOperationException("guilty") : 1;
            }),
        }));
        for (var i = 0; i < writes.Count; i++)
        {
            if (i % 8 == 2) await writes[i].FailsWith(SharedDatabaseErrorKind.Engine);
            else if (i % 8 == 3) await writes[i].FailsWith<InvalidOperationException>();
            else (await writes[i].Within()).ShouldBe(1);
        }

        (await test.Ids()).ShouldBe(Enumerable.Range(-1, 41).Where(i => i == -1 || (i % 8 != 2 && i % 8 != 3)).Select(i => (long)i));
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Writes_run_in_the_order_in_which_they_were_asked_for(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Insert(0, "");
        var writes = await test.QueueAsync(() => Enumerable.Range(0, 60).Select(i => i % 3 == 0
            ? test.Db.WriteAsync(tx => tx.Execute($"UPDATE t SET v = v || {i + " "} WHERE id = 0"))
            : test.Db.ExecuteAsync($"UPDATE t SET v = v || {i + " "} WHERE id = 0").AsTask()));
        await Task.WhenAll(writes).Within();
        (await test.Db.ReadAsync(connection => connection.ExecuteScalar<string>("SELECT v FROM t")))
            .ShouldBe(string.Concat(Enumerable.Range(0, 60).Select(i => i + " ")));
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Work_may_not_end_its_own_transaction(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        foreach (var end in (Action<WriteTransaction>[])
                 [tx => tx.Connection.Execute("COMMIT"), tx => tx.Connection.Execute("ROLLBACK"), tx => tx.Transaction.Commit(), tx => tx.Transaction.Rollback()])
        {
            await Should.ThrowAsync<Exception>(() => test.Db.WriteAsync(tx =>
            {
                ConformanceDatabase.Insert(tx, 1);
                end(tx);
            }));
        }

        (await test.Ids()).ShouldBeEmpty();
        (await test.Insert(2)).ShouldBe(1);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_write_inside_a_write_is_an_error_at_once(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Db.WriteAsync(async _ =>
        {
            await Inner(() => test.Db.WriteAsync(_ => { })).FailsWith(SharedDatabaseErrorKind.Reentrant);
            await Inner(async () => await test.Insert(1)).FailsWith(SharedDatabaseErrorKind.Reentrant);
        }).Within();
        (await test.Ids()).ShouldBeEmpty();

        static async Task Inner(Func<Task> write) => await write();
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Errors_of_the_engine_name_the_statement_and_lose_nothing_else(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        var error = await test.Db.ExecuteAsync($"INSERT INTO nowhere VALUES ({1})", Cancel).AsTask().FailsWith(SharedDatabaseErrorKind.Engine);
        error.Message.ShouldContain("nowhere");
        error.InnerException.ShouldNotBeNull();
        error.IsTransient.ShouldBeFalse();
        await test.Insert(1).AsTask().Within();
        await test.Insert(1).AsTask().FailsWith(SharedDatabaseErrorKind.Engine);
        (await test.Ids()).ShouldBe([1]);
    }

    private static byte[] Bytes(object value) => value as byte[] ?? throw new InvalidCastException(value.GetType().Name);
}
