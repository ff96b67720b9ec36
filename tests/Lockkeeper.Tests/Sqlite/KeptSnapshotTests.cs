using Lockkeeper.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class KeptSnapshotTests : IDisposable
{
    private readonly TemporaryDatabase _database = new TemporaryDatabase().WithTable();
    private readonly SqliteWriterSession _writer;

    public KeptSnapshotTests() => _writer = _database.Writer();

    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Transactions_that_begin_from_a_kept_snapshot_see_and_keep_what_was_written_before()
    {
        for (var i = 1; i <= 50; i++)
        {
            Insert(i);
            _writer.KeepSnapshot();
        }

        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(50);
        _database.Ask<long>("SELECT max(id) FROM t").ShouldBe(50);
    }

    [Fact]
    public void Another_program_that_writes_meanwhile_costs_nothing_but_the_snapshot()
    {
        Insert(1);
        _writer.KeepSnapshot();
        _database.Ask<object>("INSERT INTO t VALUES(2, 'theirs') RETURNING id");
        _writer.Begin();
        _writer.Run("UPDATE t SET name = name").ShouldBe(2);
        _writer.Commit();
    }

    [Fact]
    public void A_table_can_be_dropped_and_the_schema_changed_while_a_snapshot_is_kept()
    {
        Insert(1);
        _writer.KeepSnapshot();
        _writer.Begin();
        _writer.Run("CREATE TABLE u(a)");
        _writer.Run("DROP TABLE u");
        _writer.Run("CREATE INDEX by_name ON t(name)");
        _writer.Commit();
        _writer.KeepSnapshot();
        _writer.Begin();
        using (var command = _writer.Connection.CreateCommand())
        {
            command.CommandText = "DROP TABLE t; CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)";
            command.ExecuteNonQuery();
        }

        _writer.Commit();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(0);
    }

    [Fact]
    public void An_interruption_that_comes_between_two_statements_does_not_hit_the_next_one()
    {
        Insert(1);
        _writer.KeepSnapshot();
        _writer.Interrupt();
        Insert(2);
        _writer.KeepSnapshot();
        _writer.Begin();
        _writer.Interrupt();
        _writer.Run("INSERT INTO t VALUES(3, 'mine')");
        _writer.Interrupt();
        _writer.Commit();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(3);
    }

    [Fact]
    public void A_snapshot_that_was_dropped_holds_back_no_checkpoint()
    {
        Insert(1);
        _writer.KeepSnapshot();
        _database.Ask<object>("INSERT INTO t VALUES(2, 'theirs') RETURNING id");
        _database.Ask<long>("PRAGMA wal_checkpoint(TRUNCATE)").ShouldBe(1, "the kept snapshot is a reader like any other");
        _writer.DropSnapshot();
        _database.Ask<long>("PRAGMA wal_checkpoint(TRUNCATE)").ShouldBe(0);
    }

    [Fact]
    public void A_snapshot_is_kept_over_a_rollback()
    {
        Insert(1);
        _writer.KeepSnapshot();
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES(2, 'undone')");
        _writer.Rollback();
        _writer.KeepSnapshot();
        Should.Throw<SqliteException>(() => Insert(1));
        _writer.Rollback();
        Insert(3);
        _database.Ask<string>("SELECT group_concat(id) FROM t").ShouldBe("1,3");
    }

    private void Insert(int id)
    {
        _writer.Begin();
        _writer.Run("INSERT INTO t VALUES($1, 'mine')", id);
        _writer.Commit();
    }
}
