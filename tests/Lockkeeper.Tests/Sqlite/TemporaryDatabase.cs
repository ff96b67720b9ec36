using Lockkeeper.Engines;
using Lockkeeper.Sqlite;
using Lockkeeper.Sqlite.Writing;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Sqlite;

/// <summary>A database in a directory of its own, gone with the test.</summary>
internal sealed class TemporaryDatabase : IDisposable
{
    public TemporaryDatabase() => Directory = System.IO.Directory.CreateTempSubdirectory("lockkeeper-").FullName;

    public string Directory { get; }

    public string Path => System.IO.Path.Combine(Directory, "app.db");

    public SqliteDatabaseOptions Options { get; } = new() { WriteTimeout = TimeSpan.FromSeconds(10) };

    public SqliteEngine Engine() => new(Path, Options);

    public SqliteWriterSession Writer() => (SqliteWriterSession)Engine().OpenWriter();

    public IReaderSession Reader() => Engine().OpenReader();

    /// <summary>A file with a table <c>t(id INTEGER PRIMARY KEY, name TEXT)</c>.</summary>
    public TemporaryDatabase WithTable()
    {
        using var writer = Writer();
        writer.Do("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        return this;
    }

    /// <summary>Asks with a connection of the driver that knows nothing of Lockkeeper.</summary>
    public T? Ask<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is T value ? value : default;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}

internal static class WriterSessionExtensions
{
    /// <summary>One statement in a transaction of its own.</summary>
    public static int Do(this SqliteWriterSession writer, string sql, params object?[] values)
    {
        writer.Begin();
        try
        {
            var changes = writer.Run(sql, values);
            writer.Commit();
            return changes;
        }
        finally
        {
            writer.Rollback();
        }
    }

    /// <summary>One statement in the open transaction.</summary>
    public static int Run(this SqliteWriterSession writer, string sql, params object?[] values) =>
        writer.Execute(new SqlText(sql, values.Length), [.. values.Select(value => SqlValue.From(value))]);
}
