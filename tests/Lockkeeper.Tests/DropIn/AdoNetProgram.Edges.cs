using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <content>Parameters and behaviours that few programs use, events, and all kinds of misuse.</content>
internal sealed partial class AdoNetProgram
{
    private void Parameters(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT $v, typeof($v)";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "$v";
        command.Parameters.Add(parameter);
        object?[] values =
        [
            1, 2L, 1.5, 1.5m, "text", "", true, 'c', new byte[] { 1, 2 }, Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"), TimeSpan.FromSeconds(90),
            new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), DateTimeOffset.UnixEpoch, DBNull.Value, DayOfWeek.Friday, null, new object(),
        ];
        foreach (var value in values)
        {
            Try($"parameter {value?.GetType().Name}", () =>
            {
                parameter.Value = value;
                using var reader = command.ExecuteReader();
                reader.Read();
                Note("value", $"{(reader.GetValue(0) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(0))} {reader.GetString(1)}");
            });
        }

        command.CommandText = "INSERT INTO t(v) VALUES ($v)";
        Try("prepare", command.Prepare);
        for (var i = 0; i < 3; i++)
        {
            parameter.Value = $"prepared {i}";
            Note("prepared", command.ExecuteNonQuery());
        }

        command.Parameters.Clear();
        Try("no parameter", () => command.ExecuteNonQuery());
        command.CommandText = "INSERT INTO t(v) VALUES (?)";
        Try("by position", () => command.ExecuteNonQuery());
        Note("deleted", Run(connection, "DELETE FROM t WHERE v LIKE 'prepared%'"));
    }

    private void Behaviors(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, v FROM t ORDER BY id LIMIT 2";
        foreach (var behavior in Enum.GetValues<CommandBehavior>().Where(behavior => behavior != CommandBehavior.CloseConnection))
        {
            Try($"behavior {behavior}", () =>
            {
                using var reader = command.ExecuteReader(behavior);
                Note("reader", $"{reader.FieldCount} {reader.HasRows} {reader.Depth} {reader.RecordsAffected} {reader.GetName(1)} {reader.GetFieldType(0).Name} {reader.GetDataTypeName(0)}");
                Note("schema", reader.GetSchemaTable()!.Rows.Count);
            });
        }

        command.CommandText = "SELECT 1; INSERT INTO t(v) VALUES ('between'); SELECT 2; UPDATE t SET v = 'between!' WHERE v = 'between'";
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            Note("first", reader.GetInt32(0));
            Note("more", reader.NextResult());
            reader.Read();
            Note("second", reader.GetInt32(0));
            Note("affected", reader.RecordsAffected);
        }

        Note("the rest", Run(connection, "DELETE FROM t WHERE v = 'between!'"));
        Note("non-query over rows", Run(connection, "INSERT INTO t(v) VALUES ('x') RETURNING id; DELETE FROM t WHERE v = 'x'; SELECT 1; SELECT 2"));
        command.CommandText = "INSERT INTO u(w) VALUES (901) RETURNING id; INSERT INTO u(w) VALUES (901)";
        Try("failing later", () =>
        {
            using var reader = command.ExecuteReader();
            reader.NextResult();
        });
        Note("failing where nobody looks", Run(connection, "SELECT 1; INSERT INTO u(w) VALUES (901)"));
        Note("kept", Run(connection, "DELETE FROM u WHERE w = 901"));
        command.CommandText = "INSERT INTO t(v) VALUES ('closing') RETURNING v";
        var last = command.ExecuteReader(CommandBehavior.CloseConnection);
        last.Read();
        last.Dispose();
        Note("closed with its reader", connection.State);
        Try("read after", () => last.Read());
        connection.Open();
        Note("closing", Run(connection, "DELETE FROM t WHERE v = 'closing'"));
    }

    private void Misuse(DbConnection connection)
    {
        using var other = create("");
        other.Open();
        using (var theirs = other.BeginTransaction(IsolationLevel.Unspecified))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            Try("another's transaction", () =>
            {
                command.Transaction = theirs;
                command.ExecuteNonQuery();
            });
        }

        using (var without = new SqliteCommand("SELECT 1")) Try("no connection", () => without.ExecuteNonQuery());
        var disposed = connection.CreateCommand();
        disposed.CommandText = "SELECT 1";
        disposed.ExecuteNonQuery();
        disposed.Dispose();
        Try("a disposed command", () => disposed.ExecuteNonQuery());
        using (var stored = connection.CreateCommand()) Try("stored procedure", () => stored.CommandType = CommandType.StoredProcedure);
        using (var negative = connection.CreateCommand())
        {
            negative.CommandTimeout = 0;
            negative.CommandText = "SELECT 1";
            Note("no time limit", negative.ExecuteScalar());
        }

        using (var reading = connection.CreateCommand())
        {
            reading.CommandText = "SELECT 1";
            using var reader = reading.ExecuteReader();
            Try("another connection while reading", () => reading.Connection = other);
            Try("scalar while reading", () => reading.ExecuteScalar());
            Try("before the first row", () => reader.GetInt32(0));
            reader.Read();
            Try("no such column", () => reader.GetOrdinal("nothing"));
            Try("column out of range", () => reader.GetInt32(7));
            Try("wrong type", () => reader.GetGuid(0));
        }

        Try("another string while open", () => connection.ConnectionString = "Data Source=:memory:");
        Try("another database", () => connection.ChangeDatabase("other"));
        Try("a deferred transaction", () =>
        {
            using var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: true);
            Note("isolation", transaction.IsolationLevel);
            Note("count in it", Scalar(connection, "SELECT count(*) FROM t"));
            transaction.Commit();
        });
        Try("read uncommitted", () => connection.BeginTransaction(IsolationLevel.ReadUncommitted).Dispose());
        Try("disposed transaction", () =>
        {
            var transaction = connection.BeginTransaction();
            transaction.Dispose();
            transaction.Commit();
        });
        foreach (var text in (string[])["ROLLBACK", "BEGIN", "SAVEPOINT x", "RELEASE x"])
        {
            using var transaction = connection.BeginTransaction();
            EndByText(connection, transaction, text);
        }

        // The driver's object is of no use any more, nor is its connection: both refuse even to be closed.
        foreach (var text in (string[])["COMMIT", "END TRANSACTION"])
        {
            var lost = create("");
            lost.Open();
            EndByText(lost, lost.BeginTransaction(), text);
        }

        Note("rows", Run(connection, "DELETE FROM u WHERE w > 900"));
        Note("version", connection.ServerVersion);
        Note("database", connection.Database);
        Note("connection timeout", connection.ConnectionTimeout);
        Note("left", $"{Scalar(other, "PRAGMA integrity_check")} {connection.State}");
    }

    private void EndByText(DbConnection connection, DbTransaction transaction, string text)
    {
        Run(connection, "INSERT INTO u(w) VALUES (902)", transaction);
        Try($"{text} inside", () => Note(text, Run(connection, text, transaction)));
        Try($"insert after {text}", () => Run(connection, "INSERT INTO u(w) VALUES (903)", transaction));
        Try($"commit after {text}", transaction.Commit);
        Try($"rollback after {text}", transaction.Rollback);
        Try($"delete after {text}", () => Run(connection, "DELETE FROM u WHERE w > 900"));
    }

    private void Events()
    {
        using var connection = create("");
        connection.StateChange += (_, change) => Note("change", $"{change.OriginalState} to {change.CurrentState}");
        Try("close before open", connection.Close);
        connection.Open();
        connection.Close();
        connection.Close();
        connection.Open();
        connection.Dispose();
        connection.Dispose();
        Try("open after dispose", connection.Open);
        ((SqliteConnection)connection).CreateAggregate("longest", "", (string longest, string next) => next.Length > longest.Length ? next : longest);
        Note("aggregate", Scalar(connection, "SELECT longest(x) FROM (SELECT 'a' AS x UNION SELECT 'abc' UNION SELECT 'ab')"));
        ((SqliteConnection)connection).CreateFunction<string>("failing", () => throw new InvalidOperationException("as it is"));
        Try("a failing function", () => Run(connection, "INSERT INTO t(v) VALUES (failing())"));
        Note("none of it", Scalar(connection, "SELECT count(*) FROM t WHERE v IS NULL"));
    }

    private async Task CancelledBefore(DbConnection connection)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO t(v) VALUES ('cancelled')";
        await TryAsync("reader cancelled", () => command.ExecuteReaderAsync(cancelled.Token));
        await TryAsync("scalar cancelled", () => command.ExecuteScalarAsync(cancelled.Token));
        await TryAsync("transaction cancelled", () => connection.BeginTransactionAsync(cancelled.Token).AsTask());
        await using var closed = create("");
        await TryAsync("open cancelled", () => closed.OpenAsync(cancelled.Token));
        Note("still", closed.State);
        command.CommandText = "INSRT";
        await TryAsync("syntax, asynchronously", () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        await connection.CloseAsync();
        await TryAsync("closed, asynchronously", () => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    private async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
            Note(what, "no error");
        }
        catch (OperationCanceledException)
        {
            Note(what, "cancelled");
        }
        catch (Exception error)
        {
            Note(what, $"{error.GetType().Name}: {error.Message}");
        }
    }
}
