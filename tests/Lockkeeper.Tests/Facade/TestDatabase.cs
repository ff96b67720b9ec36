using System.Runtime.CompilerServices;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Tests.Facade;

/// <summary>
/// A shared database on a real file in a directory of its own, with a table <c>t(id INTEGER PRIMARY KEY, v)</c>, whose engine
/// can be told to fail.
/// </summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lockkeeper-").FullName;
    private readonly SqliteDatabaseOptions _options;

    private TestDatabase(SqliteDatabaseOptions options)
    {
        _options = options;
        options.LoggerFactory = Log;
        (Engine, Db) = Open();
    }

    public SharedDatabase Db { get; private set; }

    public FaultyEngine Engine { get; private set; }

    public LogRecorder Log { get; } = new();

    public string Path => System.IO.Path.Combine(_directory, $"{System.IO.Path.GetFileName(_directory)}.db");

    public static async Task<TestDatabase> CreateAsync(Action<SqliteDatabaseOptions>? configure = null)
    {
        var options = new SqliteDatabaseOptions();
        configure?.Invoke(options);
        var test = new TestDatabase(options);
        await test.Db.ExecuteAsync($"CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
        return test;
    }

    /// <summary>One row, under the test's name as the operation.</summary>
    public ValueTask<int> Insert(
        object? value, CancellationToken token = default, WriteOptions? options = null, [CallerMemberName] string operation = "") =>
        Db.ExecuteAsync($"INSERT INTO t(v) VALUES ({value})", token, options, operation);

    /// <summary>What a connection sees that knows nothing of Lockkeeper: the values in the order of their ids.</summary>
    public List<T> Values<T>() => Query<T>("SELECT v FROM t ORDER BY id");

    public List<T> Query<T>(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<T> values = [];
        while (reader.Read()) values.Add(reader.GetFieldValue<T>(0));
        return values;
    }

    /// <summary>Takes the turn as another process would, in the same line.</summary>
    public FairFileLock TakeTurn()
    {
        var turn = FairFileLock.Open(Path);
        turn.Acquire(LockMode.Exclusive, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        return turn;
    }

    /// <summary>Writes alone until callers write on their own threads.</summary>
    public async Task BecomeLoneWriterAsync()
    {
        for (var i = 0; i < 32; i++) await Db.ExecuteAsync($"UPDATE t SET v = v WHERE id = -1");
    }

    /// <summary>A second handle on the same file.</summary>
    public (FaultyEngine Engine, SharedDatabase Db) Open()
    {
        var engine = new SqliteEngine(Path, _options);
        var faulty = new FaultyEngine(engine);
        return (faulty, SharedDatabase.Open(faulty, engine.Options));
    }

    /// <summary>Opens it again after it was disposed.</summary>
    public void Reopen() => (Engine, Db) = Open();

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
