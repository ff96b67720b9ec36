using System.Data.Common;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.DropIn;

/// <summary>A file in a directory of its own, with a table <c>t(id INTEGER PRIMARY KEY, v)</c>, for connection strings to lead to.</summary>
internal sealed class DropInFile : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;

    public DropInFile()
    {
        using var connection = Plain();
        connection.Open();
        Sql(connection, "PRAGMA journal_mode=WAL");
        Sql(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
    }

    public string Path => System.IO.Path.Combine(_directory, "app.db");

    public string Text => $"Data Source={Path}";

    public SqliteConnection Plain(string more = "") => new($"{Text};Pooling=False{more}");

    public SharedSqliteConnection Shared(string more = "") => new(Text + more);

    public SharedSqliteConnection OpenShared(string more = "")
    {
        var connection = Shared(more);
        connection.Open();
        return connection;
    }

    public static int Sql(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (transaction is not null) command.Transaction = transaction;
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Rows of <c>t</c>, as a program without Lockkeeper sees them.</summary>
    public long Count()
    {
        using var connection = Plain();
        connection.Open();
        return (long)Scalar(connection, "SELECT count(*) FROM t")!;
    }

    public async ValueTask DisposeAsync()
    {
        await SharedSqliteConnection.CloseDatabaseAsync(Text);
        Directory.Delete(_directory, recursive: true);
    }
}
