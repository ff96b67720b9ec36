using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>
/// A program written once against <see cref="DbConnection"/>. What it sees is written down line by line, errors by their type
/// and message, so that two kinds of connection can be held to the same.
/// </summary>
internal sealed partial class AdoNetProgram(Func<string, DbConnection> create)
{
    private readonly List<string> _seen = [];

    public static async Task<List<string>> RunAsync(Func<string, DbConnection> create)
    {
        var program = new AdoNetProgram(create);
        await program.RunAsync();
        return program._seen;
    }

    private async Task RunAsync()
    {
        await using var connection = create("");
        Try("a command before it is open", () => Run(connection, "SELECT 1"));
        connection.Open();
        connection.Open();
        Note("state", connection.State);
        Statements(connection);
        Transactions(connection);
        Texts(connection);
        Readers(connection);
        Types((SqliteConnection)connection);
        await Asynchronous(connection);
        Parameters(connection);
        Behaviors(connection);
        Misuse(connection);
        Events();
        await CancelledBefore(connection);
        connection.Close();
        Try("a command after close", () => Run(connection, "SELECT 1"));
        Try("a transaction after close", () => connection.BeginTransaction());
        connection.Open();
        Note("rows", Scalar(connection, "SELECT group_concat(v) FROM (SELECT v FROM t ORDER BY id)"));
        var left = connection.BeginTransaction();
        Run(connection, "INSERT INTO t(v) VALUES ('never')", left);
        connection.Dispose();
        Try("commit after dispose", left.Commit);
        Try("unknown word", () => create(";Frobnicate=1"));
        Try("unknown value", () => create(";Mode=Sideways"));
        ReadOnly();
        Defaults();
    }

    private void Statements(DbConnection connection)
    {
        Note("insert", Run(connection, "INSERT INTO t(v) VALUES ('a'), ('b')"));
        Note("update", Run(connection, "UPDATE t SET v = v || '!' WHERE id = 1"));
        Note("no rows", Run(connection, "DELETE FROM t WHERE id = 99"));
        Note("select", Run(connection, "SELECT * FROM t"));
        Note("several", Run(connection, "INSERT INTO t(v) VALUES ('c'); INSERT INTO t(v) VALUES ('d'); SELECT 1"));
        Note("last", Scalar(connection, "INSERT INTO t(v) VALUES ('e'); SELECT last_insert_rowid()"));
        Note("schema", Run(connection, "CREATE TABLE u(id INTEGER PRIMARY KEY, w UNIQUE NOT NULL); INSERT INTO u(w) VALUES (1)"));
        Note("returning", Scalar(connection, "INSERT INTO u(w) VALUES (2) RETURNING id"));
        Note("comment", Run(connection, "-- nothing"));
        Note("with", Run(connection, "WITH x(n) AS (SELECT 3) INSERT INTO u(w) SELECT n FROM x"));
        Try("constraint", () => Run(connection, "INSERT INTO u(w) VALUES (1)"));
        Try("syntax", () => Run(connection, "INSRT INTO u(w) VALUES (1)"));
        Try("no table", () => Run(connection, "INSERT INTO nowhere VALUES (1)"));
        Try("half", () => Run(connection, "INSERT INTO u(w) VALUES (4); INSERT INTO u(w) VALUES (1)"));
        Note("after half", Scalar(connection, "SELECT count(*) FROM u"));
        Try("missing parameter", () => Run(connection, "INSERT INTO u(w) VALUES ($w)"));
        Try("no text", () => Run(connection, ""));
        Note("temp", Run(connection, "CREATE TEMP TABLE x(y)"));
        Note("vacuum", Run(connection, "VACUUM"));
        Note("analyze", Run(connection, "ANALYZE"));
    }

    private void Transactions(DbConnection connection)
    {
        using (var transaction = connection.BeginTransaction())
        {
            Note("isolation", transaction.IsolationLevel);
            Try("nested", () => connection.BeginTransaction());
            Try("without its transaction", () =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT 1";
                command.Transaction = null;
                command.ExecuteNonQuery();
            });
            Note("insert in transaction", Run(connection, "INSERT INTO t(v) VALUES ('f')", transaction));
            Try("constraint in transaction", () => Run(connection, "INSERT INTO u(w) VALUES (1)", transaction));
            Try("begin as text inside", () => Run(connection, "BEGIN", transaction));
            transaction.Commit();
            Try("commit twice", transaction.Commit);
        }

        using (var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted))
        {
            Note("isolation", transaction.IsolationLevel);
            Run(connection, "INSERT INTO t(v) VALUES ('undone')", transaction);
            transaction.Rollback();
            Try("rollback twice", transaction.Rollback);
        }

        using (var transaction = connection.BeginTransaction())
        {
            Run(connection, "INSERT INTO t(v) VALUES ('forgotten')", transaction);
        }

        Try("isolation that there is not", () => connection.BeginTransaction(IsolationLevel.Chaos));
        using (var transaction = connection.BeginTransaction())
        {
            transaction.Save("one");
            Run(connection, "INSERT INTO t(v) VALUES ('saved')", transaction);
            transaction.Rollback("one");
            Run(connection, "INSERT INTO t(v) VALUES ('g')", transaction);
            transaction.Release("one");
            transaction.Commit();
        }

        using (var transaction = connection.BeginTransaction())
        {
            Try("rollback by SQLite", () => Run(connection, "INSERT OR ROLLBACK INTO u(w) VALUES (1)", transaction));
            Try("after it", () => Run(connection, "INSERT INTO t(v) VALUES ('late')", transaction));
            Try("commit after it", transaction.Commit);
        }

        Note("count", Scalar(connection, "SELECT count(*) FROM t"));
    }

    private void Texts(DbConnection connection)
    {
        Note("begin", Run(connection, "BEGIN"));
        Run(connection, "INSERT INTO t(v) VALUES ('h')");
        Try("begin twice", () => Run(connection, "BEGIN"));
        Note("commit", Run(connection, "COMMIT"));
        Try("commit without", () => Run(connection, "COMMIT"));
        Try("rollback without", () => Run(connection, "ROLLBACK"));
        Run(connection, "begin exclusive transaction; INSERT INTO t(v) VALUES ('i'); end");
        Run(connection, "/* why */ BEGIN DEFERRED");
        Run(connection, "INSERT INTO t(v) VALUES ('undone')");
        Run(connection, "ROLLBACK TRANSACTION");
        Run(connection, "SAVEPOINT s");
        Run(connection, "INSERT INTO t(v) VALUES ('undone')");
        Run(connection, "ROLLBACK TO s");
        Run(connection, "INSERT INTO t(v) VALUES ('undone')");
        Run(connection, "ROLLBACK\nTO/* the savepoint */s");
        Run(connection, "INSERT INTO t(v) VALUES ('undone')");
        Run(connection, "ROLLBACK TRANSACTION\tTO SAVEPOINT s -- and go on");
        Run(connection, "INSERT INTO t(v) VALUES ('j')");
        Run(connection, "RELEASE s");
        Note("count", Scalar(connection, "SELECT count(*) FROM t"));
    }

    private void Readers(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, v FROM t ORDER BY id LIMIT 3; SELECT count(*) FROM u";
        using (var reader = command.ExecuteReader())
        {
            Try("second reader", () => command.ExecuteReader());
            Try("second text", () => command.CommandText = "SELECT 2");
            while (reader.Read()) Note("row", $"{reader.GetInt64(0)} {reader.GetValue(1)}");
            Note("next", reader.NextResult());
            reader.Read();
            Note("u", reader.GetInt32(0));
            Run(connection, "INSERT INTO t(v) VALUES ('beside a reader')");
        }

        command.CommandText = "INSERT INTO t(v) VALUES ('k') RETURNING v";
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            Note("returned", reader.GetString(0));
        }

        using (var reader = command.ExecuteReader(CommandBehavior.SingleRow)) Note("affected", reader.RecordsAffected);
    }

    private void Types(SqliteConnection connection)
    {
        connection.CreateFunction("twice", (long x) => 2 * x);
        Note("function", Scalar(connection, "SELECT twice(21)"));
        connection.CreateCollation("backwards", (x, y) => string.CompareOrdinal(y, x));
        Note("collation", Scalar(connection, "SELECT v FROM (SELECT 'a' AS v UNION SELECT 'b') ORDER BY v COLLATE backwards"));
        using (var transaction = connection.BeginTransaction())
        {
            Run(connection, "CREATE TABLE files(id INTEGER PRIMARY KEY, data BLOB); INSERT INTO files VALUES (1, zeroblob(4))", transaction);
            using (var blob = new SqliteBlob(connection, "files", "data", 1)) blob.Write([1, 2, 3, 4]);
            transaction.Commit();
        }

        Note("blob", Scalar(connection, "SELECT hex(data) FROM files"));
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        connection.BackupDatabase(memory);
        Note("backup", Scalar(memory, "SELECT count(*) FROM files"));
    }

    private async Task Asynchronous(DbConnection connection)
    {
        var token = TestContext.Current.CancellationToken;
        await using (var transaction = await connection.BeginTransactionAsync(token))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO t(v) VALUES ('l')";
            Note("async", await command.ExecuteNonQueryAsync(token));
            command.CommandText = "SELECT v FROM t ORDER BY id DESC";
            Note("async scalar", await command.ExecuteScalarAsync(token));
            await using (var reader = await command.ExecuteReaderAsync(token)) Note("async reader", await reader.ReadAsync(token));
            await transaction.CommitAsync(token);
        }

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using var late = connection.CreateCommand();
        late.CommandText = "INSERT INTO t(v) VALUES ('cancelled')";
        try
        {
            await late.ExecuteNonQueryAsync(cancelled.Token);
        }
        catch (OperationCanceledException)
        {
            Note("cancelled", true);
        }
    }

    private void ReadOnly()
    {
        using var connection = create(";Mode=ReadOnly");
        connection.Open();
        Note("read-only", Scalar(connection, "SELECT count(*) FROM t"));
        try
        {
            Run(connection, "INSERT INTO t(v) VALUES (1)");
        }
        catch (SqliteException error)
        {
            Note("read-only insert", error.SqliteErrorCode);
        }
    }

    private void Defaults()
    {
        using var connection = create(";Foreign Keys=False;Recursive Triggers=True;Default Timeout=7");
        connection.Open();
        Note("foreign keys", Scalar(connection, "PRAGMA foreign_keys"));
        Note("recursive triggers", Scalar(connection, "PRAGMA recursive_triggers"));
        using var command = connection.CreateCommand();
        Note("timeout", command.CommandTimeout);
        Note("source", connection.DataSource);
        Note("journal", Scalar(connection, "PRAGMA journal_mode"));
    }

    private static int Run(DbConnection connection, string sql, DbTransaction? transaction = null) => DropInFile.Sql(connection, sql, transaction);

    private static object? Scalar(DbConnection connection, string sql)
    {
        if (connection.State != ConnectionState.Open) connection.Open();
        return DropInFile.Scalar(connection, sql);
    }

    private void Note(string what, object? seen) => _seen.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {seen}"));

    private void Try(string what, Action action)
    {
        try
        {
            action();
            Note(what, "no error");
        }
        catch (Exception error)
        {
            Note(what, $"{error.GetType().Name}: {error.Message}");
        }
    }
}
