using System.Data.Common;
using System.Runtime.CompilerServices;
using Lockkeeper.DuckDB;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.DuckDB.Engine;

/// <summary>A shared DuckDB file in a directory of its own, with a table <c>t(id INTEGER PRIMARY KEY, v INTEGER)</c>.</summary>
internal sealed class DuckFile : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockkeeper-duck-").FullName;
    private readonly DuckDBDatabaseOptions _options = new();

    private DuckFile(Action<DuckDBDatabaseOptions>? configure)
    {
        configure?.Invoke(_options);
        _options.LoggerFactory = Log;
        Db = Open();
    }

    public SharedDatabase Db { get; private set; }

    public LogRecorder Log { get; } = new();

    public string Path => System.IO.Path.Combine(_directory, "a.duckdb");

    public string Wal => Path + ".wal";

    public string In(string name) => System.IO.Path.Combine(_directory, name);

    public static async Task<DuckFile> CreateAsync(Action<DuckDBDatabaseOptions>? configure = null)
    {
        var file = new DuckFile(configure);
        await file.Db.ExecuteAsync($"CREATE TABLE t(id INTEGER PRIMARY KEY, v INTEGER)");
        return file;
    }

    public SharedDatabase Open(string? path = null) => DuckDBDatabase.Open(path ?? Path, _options);

    /// <summary>A connection of the instance that is open for writing now, whose transactions nobody owns.</summary>
    public DuckDBConnection ConnectBeside()
    {
        var connection = ((DuckDBEngine)Db.OpenCore.Engine).FileLease.OpenForWriting().Connect();
        connection.Handle.HasOwner = false;
        return connection;
    }

    public async Task CloseAsync() => await Db.DisposeAsync();

    public void Reopen() => Db = Open();

    public ValueTask<int> Insert(int id, int v = 0, WriteOptions? options = null, [CallerMemberName] string operation = "") =>
        Db.ExecuteAsync($"INSERT INTO t VALUES ({id}, {v})", default, options, operation);

    public Task Write(Action<WriteTransaction> work) => Db.WriteAsync(work);

    public Task<T> Write<T>(Func<WriteTransaction, T> work) => Db.WriteAsync(work);

    public Task<T> Read<T>(Func<DbConnection, T> work) => Db.ReadAsync(work);

    public Task<T> Read<T>(Func<DbConnection, Task<T>> work) => Db.ReadAsync(work);

    public Task<List<int>> Ids() => Db.ReadAsync(connection => Query(connection, "SELECT id FROM t ORDER BY id"));

    public static List<int> Query(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<int> values = [];
        while (reader.Read()) values.Add(reader.GetFieldValue<int>(0));
        return values;
    }

    public static int Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
