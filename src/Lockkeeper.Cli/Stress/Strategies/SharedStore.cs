using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Locking;
using Lockkeeper.DuckDB;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>Lockkeeper: one database of the process, which all its workers share.</summary>
internal sealed class SharedStore : IStore
{
    // SQLite's known WAL bug needs a program without Lockkeeper on the same file: a temporary one has none.
    private const string KnownBugEvent = "KnownBug";

    private readonly WarningCollector _warnings;
    private readonly LoggerFactory _loggers;
    private readonly SharedDatabase _database;
    private long _reads;

    private SharedStore(StoreSettings settings, SharedDatabaseOptions options, Func<SharedDatabase> open)
    {
        _warnings = new WarningCollector(ignoredEvent: settings.IsTemporary ? KnownBugEvent : null);
        _loggers = new LoggerFactory([_warnings]);
        options.LoggerFactory = _loggers;
        options.Durability = settings.Durability;
        if (settings.Timeout is { } timeout) options.WriteTimeout = options.ReadTimeout = timeout;
        _database = open();
    }

    /// <summary>Opens a file of SQLite. Blocks.</summary>
    public static IStore OpenSqlite(StoreSettings settings)
    {
        var options = new SqliteDatabaseOptions();
        return new SharedStore(settings, options, () => SqliteDatabase.Open(settings.Path, options));
    }

    /// <summary>Opens a file of DuckDB. Blocks.</summary>
    public static IStore OpenDuckDB(StoreSettings settings)
    {
        var options = new DuckDBDatabaseOptions();
        return new SharedStore(settings, options, () => DuckDBDatabase.Open(settings.Path, options));
    }

    /// <inheritdoc/>
    public IStoreClient Connect() => new SharedClient(_database, () => Interlocked.Increment(ref _reads));

    /// <inheritdoc/>
    public StoreCounters ReadCounters()
    {
        BoardCounters counters = _database.GetStatus().Processes.First(process => process.ProcessId == Environment.ProcessId).Counters;
        return new StoreCounters(counters.Transactions, counters.Retries, _warnings.Messages, Interlocked.Read(ref _reads));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _loggers.Dispose();
    }
}
