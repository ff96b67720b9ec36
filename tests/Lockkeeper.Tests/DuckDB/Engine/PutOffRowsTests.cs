using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Writing;
using Lockkeeper.Statements;

namespace Lockkeeper.Tests.DuckDB.Engine;

/// <summary>Writes that are one row each run as one statement where that changes nothing, and fail each for itself.</summary>
public sealed class PutOffRowsTests
{
    [Theory]
    [InlineData("INSERT INTO t VALUES ($1, $2)", "INSERT INTO t VALUES ($1, $2),($3, $4)")]
    [InlineData("insert into main.\"a \"\"b\"(id, \"v\") values ($1, 'it''s $2', $2, -1.5, NULL);", "insert into main.\"a \"\"b\"(id, \"v\") values ($1, 'it''s $2', $2, -1.5, NULL),($3, 'it''s $2', $4, -1.5, NULL)")]
    public void Rows_of_parameters_and_constants_are_put_together(string one, string two) =>
        RowInsert.Read(new SqlText(one, 2)).ShouldNotBeNull().ForRows(2).ShouldBe(two);

    [Theory]
    [InlineData("INSERT INTO t VALUES ((SELECT max(id) + 1 FROM t), $1)")]
    [InlineData("INSERT INTO t VALUES ($1, $2) ON CONFLICT DO NOTHING")]
    [InlineData("INSERT INTO t VALUES ($1, $2) RETURNING id")]
    [InlineData("INSERT OR IGNORE INTO t VALUES ($1, $2)")]
    [InlineData("INSERT INTO t VALUES ($1, $2), (3, 4)")]
    [InlineData("INSERT INTO t VALUES ($1, random())")]
    [InlineData("INSERT INTO t VALUES ($1, $2); DELETE FROM t")]
    [InlineData("INSERT INTO t SELECT $1, $2")]
    [InlineData("UPDATE t SET v = $1 WHERE id = $2")]
    public void Anything_else_runs_by_itself(string sql) => RowInsert.Read(new SqlText(sql, 2)).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(300)]
    public async Task Writes_that_queue_stand_in_their_order_and_the_guilty_alone_fail(int count)
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Db.ExecuteAsync($"CREATE SEQUENCE s", TestContext.Current.CancellationToken);
        await file.Db.ExecuteAsync($"CREATE TABLE o(n BIGINT DEFAULT nextval('s'), id INTEGER PRIMARY KEY)", TestContext.Current.CancellationToken);
        await file.Db.ExecuteAsync($"INSERT INTO o(id) VALUES (-1)", TestContext.Current.CancellationToken);
        var writes = await QueueAsync(file, () => Enumerable.Range(0, count).Select(i =>
            i % 7 == 3 ? file.Db.ExecuteAsync($"INSERT INTO o(id) VALUES ({-1})").AsTask()
            : i % 50 == 20 ? file.Write(tx => tx.Execute($"INSERT INTO o(id) VALUES ({i})"))
            : file.Db.ExecuteAsync($"INSERT INTO o(id) VALUES ({i})").AsTask()));
        for (var i = 0; i < count; i++)
        {
            if (i % 7 == 3)
            {
                var error = await Should.ThrowAsync<SharedDatabaseException>(() => writes[i]);
                error.Kind.ShouldBe(SharedDatabaseErrorKind.Engine);
                error.Message.ShouldContain("Duplicate key");
                error.InnerException.ShouldBeOfType<DuckDBException>();
            }
            else
            {
                (await writes[i]).ShouldBe(1);
            }
        }

        (await file.Read(connection => DuckFile.Query(connection, "SELECT id FROM o WHERE id >= 0 ORDER BY n")))
            .ShouldBe(Enumerable.Range(0, count).Where(i => i % 7 != 3));
    }

    [Fact]
    public async Task A_statement_sees_the_rows_that_were_put_off_before_it()
    {
        await using var file = await DuckFile.CreateAsync();
        var writes = await QueueAsync(file, () =>
        [
            file.Insert(1).AsTask(), file.Insert(2).AsTask(), file.Db.ExecuteAsync($"UPDATE t SET v = v + 1").AsTask(),
            file.Insert(3).AsTask(),
            file.Write(tx => DuckFile.Query(tx.Connection, "SELECT count(*)::INTEGER FROM t")[0]),
            file.Db.ExecuteAsync($"DELETE FROM t WHERE v = 0").AsTask(),
        ]);
        (await Task.WhenAll(writes)).ShouldBe([1, 1, 2, 1, 3, 1]);
        (await file.Ids()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Values_of_different_types_for_one_column_come_through_as_they_are()
    {
        await using var file = await DuckFile.CreateAsync();
        await file.Db.ExecuteAsync($"CREATE TABLE w(n INTEGER, big BIGINT, text VARCHAR)", TestContext.Current.CancellationToken);
        var writes = await QueueAsync(file, () =>
        [
            file.Db.ExecuteAsync($"INSERT INTO w VALUES ({0}, {9007199254740993}, {"a"})").AsTask(),
            file.Db.ExecuteAsync($"INSERT INTO w VALUES ({1}, {2.0}, {7})").AsTask(),
            file.Db.ExecuteAsync($"INSERT INTO w VALUES ({2}, {(object?)null}, {(object?)null})").AsTask(),
            file.Db.ExecuteAsync($"INSERT INTO w VALUES ({3}, {9007199254740993}, {"b"})").AsTask(),
        ]);
        (await Task.WhenAll(writes)).ShouldAllBe(changed => changed == 1);
        (await file.Read(connection => DuckFile.Query(
            connection, "SELECT count(*)::INTEGER FROM w WHERE (n, big, text) IN ((0, 9007199254740993, 'a'), (1, 2, '7'), (3, 9007199254740993, 'b'))")))
            .ShouldBe([3]);
    }

    // Holds the writer until all are queued behind it, so that they share a transaction.
    private static async Task<List<Task<int>>> QueueAsync(DuckFile file, Func<IEnumerable<Task<int>>> queue)
    {
        using var held = new ManualResetEventSlim();
        var inside = new TaskCompletionSource();
        var holder = file.Db.WriteAsync(
            _ =>
            {
                inside.SetResult();
                held.Wait();
            },
            options: new WriteOptions { Batch = false });
        await inside.Task;
        var writes = queue().ToList();
        held.Set();
        await holder;
        return writes;
    }
}
