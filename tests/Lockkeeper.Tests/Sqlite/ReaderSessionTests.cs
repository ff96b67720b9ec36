using Dapper;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

public sealed class ReaderSessionTests : IDisposable
{
    private readonly TemporaryDatabase _database = new TemporaryDatabase().WithTable();
    private readonly SqliteWriterSession _writer;
    private readonly IReaderSession _reader;

    public ReaderSessionTests()
    {
        _writer = _database.Writer();
        _reader = _database.Reader();
        _writer.Do("INSERT INTO t VALUES(1, 'a')");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void A_read_sees_the_state_at_its_begin_until_its_end()
    {
        _reader.Begin();
        _writer.Do("INSERT INTO t VALUES(2, 'b')");
        Count().ShouldBe(1);
        _writer.Do("DELETE FROM t");
        Count().ShouldBe(1);
        _reader.End().ShouldBeTrue();

        _reader.Begin();
        Count().ShouldBe(0);
        _reader.End().ShouldBeTrue();
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES(9, 'x')")]
    [InlineData("CREATE TABLE u(a)")]
    [InlineData("CREATE TEMP TABLE u(a)")]
    [InlineData("PRAGMA query_only=0")]
    [InlineData("PRAGMA query_only=0; INSERT INTO t VALUES(9, 'x')")]
    [InlineData("PRAGMA journal_mode=DELETE")]
    [InlineData("PRAGMA user_version=7")]
    [InlineData("PRAGMA wal_checkpoint(TRUNCATE)")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK; INSERT INTO t VALUES(9, 'x')")]
    [InlineData("BEGIN IMMEDIATE")]
    public void A_reader_cannot_write_however_it_is_said(string sql)
    {
        _reader.Begin();
        Should.Throw<SharedDatabaseException>(() => _reader.Connection.Execute(sql)).Kind.ShouldBe(SharedDatabaseErrorKind.Unsupported);
        Count().ShouldBe(1);
        _reader.End();
        _database.Ask<long>("SELECT count(*) FROM t").ShouldBe(1);
    }

    [Fact]
    public void Not_even_the_drivers_own_command_on_an_attached_file_writes()
    {
        _reader.Begin();
        using (var attach = new SqliteCommand($"ATTACH '{_database.Path}' AS again", (SqliteConnection)_reader.Connection))
        {
            attach.ExecuteNonQuery();
        }

        using var write = new SqliteCommand("INSERT INTO again.t VALUES(9, 'x')", (SqliteConnection)_reader.Connection);
        Should.Throw<SqliteException>(() => write.ExecuteNonQuery()).SqliteErrorCode.ShouldBe(8);
        _reader.End().ShouldBeFalse();
    }

    [Fact]
    public void A_changed_connection_is_not_used_again()
    {
        _reader.Begin();
        _reader.Connection.Query("PRAGMA table_info(t)").Count().ShouldBe(2);
        _reader.End().ShouldBeTrue();

        _reader.Begin();
        _reader.Connection.Execute("PRAGMA case_sensitive_like=1");
        _reader.End().ShouldBeFalse();
    }

    [Fact]
    public void A_data_reader_that_is_left_open_ends_with_the_read()
    {
        _writer.Do("INSERT INTO t VALUES(2, 'b')");
        _reader.Begin();
        var command = _reader.Connection.CreateCommand();
        command.CommandText = "SELECT * FROM t";
        command.ExecuteReader().Read().ShouldBeTrue();
        _reader.End().ShouldBeTrue();

        _writer.Do("DELETE FROM t WHERE id = 1");
        _reader.Begin();
        Count().ShouldBe(1);
        _reader.End().ShouldBeTrue();
        command.Dispose();
    }

    [Fact]
    public void A_transaction_of_the_callers_own_is_refused_with_advice()
    {
        _reader.Begin();
        Should.Throw<SharedDatabaseException>(() => _reader.Connection.BeginTransaction()).Message.ShouldContain("one snapshot");
        _reader.End().ShouldBeTrue();
    }

    [Fact]
    public void Closing_the_lent_connection_does_not_close_it()
    {
        _reader.Begin();
        _reader.Connection.Dispose();
        Count().ShouldBe(1);
        _reader.End().ShouldBeTrue();
    }

    [Fact]
    public void A_read_is_interrupted_from_another_thread()
    {
        _reader.Begin();
        using var running = new ManualResetEventSlim();
        ((SqliteConnection)_reader.Connection).CreateFunction("running", () => { running.Set(); return 1; });
        var interrupter = new Thread(() =>
        {
            running.Wait(TestContext.Current.CancellationToken);
            _reader.Interrupt();
        });
        interrupter.Start();
        Should.Throw<SqliteException>(() => _reader.Connection.ExecuteScalar<long>(
            "WITH RECURSIVE n(i) AS (SELECT running() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")).SqliteErrorCode.ShouldBe(9);
        interrupter.Join();
        _reader.End().ShouldBeTrue();
        _reader.Dispose();
        _reader.Interrupt();
    }

    private long Count() => _reader.Connection.ExecuteScalar<long>("SELECT count(*) FROM t");
}
