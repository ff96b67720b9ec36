using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.DuckDB;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
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
    private readonly StoreSettings? _dropIn;
    private long _dropInTransactions;
    private long _reads;

    private SharedStore(StoreSettings settings, SharedDatabaseOptions options, Func<SharedDatabase> open, bool isDropIn = false)
    {
        _warnings = new WarningCollector(ignoredEvent: settings.IsTemporary ? KnownBugEvent : null);
        _loggers = new LoggerFactory([_warnings]);
        options.LoggerFactory = _loggers;
        options.Durability = settings.Durability;
        if (settings.Timeout is { } timeout) options.WriteTimeout = options.ReadTimeout = timeout;
        _database = open();
        if (isDropIn) _dropIn = settings;
    }

    /// <summary>Opens a file of SQLite. Blocks.</summary>
    public static IStore OpenSqlite(StoreSettings settings)
    {
        var options = new SqliteDatabaseOptions();
        return new SharedStore(settings, options, () => SqliteDatabase.Open(settings.Path, options));
    }

    /// <summary>Opens a file of SQLite for programs that keep their code and change their connections. Blocks.</summary>
    public static IStore OpenDropIn(StoreSettings settings)
    {
        var options = new SqliteDatabaseOptions();
        return new SharedStore(settings, options, () => SqliteDatabase.Open(settings.Path, options), isDropIn: true);
    }

    /// <summary>Opens a file of DuckDB. Blocks.</summary>
    public static IStore OpenDuckDB(StoreSettings settings)
    {
        var options = new DuckDBDatabaseOptions();
        return new SharedStore(settings, options, () => DuckDBDatabase.Open(settings.Path, options));
    }

    /// <inheritdoc/>
    public IStoreClient Connect() => _dropIn is { } settings ? ConnectDropIn(settings) : new SharedClient(_database, HaveRead);

    /// <inheritdoc/>
    public StoreCounters ReadCounters()
    {
        BoardCounters counters = _database.GetStatus().Processes.First(process => process.ProcessId == Environment.ProcessId).Counters;
        return new StoreCounters(Math.Max(counters.Transactions, Interlocked.Read(ref _dropInTransactions)), counters.Retries, _warnings.Messages, Interlocked.Read(ref _reads));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _loggers.Dispose();
    }

    // It finds this process's database of the file by itself, as it does in a program.
    private DriverClient ConnectDropIn(StoreSettings settings)
    {
        var plan = new DriverPlan { Timeout = settings.Timeout ?? SqliteStrategies.Patience };
        var text = new SqliteConnectionStringBuilder { DataSource = settings.Path, DefaultTimeout = (int)plan.Timeout.TotalSeconds };
        var connection = new SharedSqliteConnection(text.ToString());
        connection.Open();
        return new DriverClient(connection, plan, () => Interlocked.Increment(ref _dropInTransactions), HaveRead);
    }

    private void HaveRead() => Interlocked.Increment(ref _reads);
}
