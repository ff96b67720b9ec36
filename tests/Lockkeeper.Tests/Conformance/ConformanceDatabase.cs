using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Lockkeeper.DuckDB;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Conformance;

/// <summary>A shared database of any engine in a directory of its own, with a table <c>t(id BIGINT PRIMARY KEY, v VARCHAR)</c>.</summary>
internal sealed class ConformanceDatabase : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
    private readonly string _engine;
    private readonly Action<SharedDatabaseOptions>? _configure;

    private ConformanceDatabase(string engine, Action<SharedDatabaseOptions>? configure)
    {
        _engine = engine;
        _configure = configure;
        Db = Open();
    }

    public SharedDatabase Db { get; private set; }

    public string Path => System.IO.Path.Combine(_directory, "shared." + _engine);

    /// <summary>A query that runs until it is interrupted.</summary>
    public string EndlessQuery => _engine switch
    {
        "duckdb" => "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range < 0",
        _ => "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)",
    };

    public static async Task<ConformanceDatabase> CreateAsync(string engine, Action<SharedDatabaseOptions>? configure = null)
    {
        var test = new ConformanceDatabase(engine, configure);
        await test.Db.ExecuteAsync($"CREATE TABLE t(id BIGINT PRIMARY KEY, v VARCHAR)");
        return test;
    }

    /// <summary>Another handle, or the first one again after it was disposed.</summary>
    public SharedDatabase Open(string? path = null)
    {
        SharedDatabaseOptions options = _engine == "duckdb" ? new DuckDBDatabaseOptions() : new SqliteDatabaseOptions();
        _configure?.Invoke(options);
        return options is DuckDBDatabaseOptions duck
            ? DuckDBDatabase.Open(path ?? Path, duck)
            : SqliteDatabase.Open(path ?? Path, (SqliteDatabaseOptions)options);
    }

    public void Reopen() => Db = Open();

    public ValueTask<int> Insert(
        long id, string v = "", CancellationToken token = default, WriteOptions? options = null, [CallerMemberName] string operation = "") =>
        Db.ExecuteAsync($"INSERT INTO t VALUES ({id}, {v})", token, options, operation);

    public static void Insert(WriteTransaction tx, long id) => tx.Connection.Execute("INSERT INTO t VALUES ($id, '')", new { id }, tx.Transaction);

    public Task<List<long>> Ids() => Db.ReadAsync(Ids);

    public static List<long> Ids(DbConnection connection) => [.. connection.Query<long>("SELECT id FROM t ORDER BY id")];

    /// <summary>The turn, as another process has it.</summary>
    public FairFileLock TakeTurn()
    {
        var turn = FairFileLock.Open(Path);
        turn.Acquire(LockMode.Exclusive, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        return turn;
    }

    /// <summary>Queues writes while the writer is busy, so that they share a transaction.</summary>
    public async Task<List<Task<int>>> QueueAsync(Func<IEnumerable<Task<int>>> writes)
    {
        using var held = await HeldWriter.StartAsync(Db);
        var queued = writes().ToList();
        held.GoOn();
        await held.Write.Within();
        return queued;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
