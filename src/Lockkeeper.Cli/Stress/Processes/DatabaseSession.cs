using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>A worker process's one database, which all its workers share.</summary>
internal sealed class DatabaseSession : IWorkerSession
{
    // SQLite's known WAL bug needs a program without Lockkeeper on the same file: a temporary one has none.
    private const string KnownBugEvent = "KnownBug";

    private readonly WarningCollector _warnings;
    private readonly LoggerFactory _loggers;
    private readonly SharedDatabase _database;
    private readonly IWorkload _workload;
    private readonly Deal _deal;

    private DatabaseSession(WorkerSettings settings)
    {
        _deal = settings.Deal;
        _warnings = new WarningCollector(ignoredEvent: settings.IsTemporary ? KnownBugEvent : null);
        _workload = WorkloadCatalog.Create(settings.Workload, settings.Input);
        _loggers = new LoggerFactory([_warnings]);
        WarmUp.Run(_workload, _loggers);
        _database = SqliteDatabase.Open(settings.Database, new SqliteDatabaseOptions { Durability = settings.Durability, LoggerFactory = _loggers });
    }

    /// <summary>Reads the workload's input, warms up, and opens the database. Blocks.</summary>
    public static DatabaseSession Open(WorkerSettings settings) => new(settings);

    /// <inheritdoc/>
    public IItemWriter CreateWriter() => _workload.CreateWriter(_database, _deal);

    /// <inheritdoc/>
    public SessionCounters ReadCounters()
    {
        BoardCounters counters = _database.GetStatus().Processes.First(process => process.ProcessId == Environment.ProcessId).Counters;
        return new SessionCounters(counters.Transactions, counters.Retries, _warnings.Messages);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _loggers.Dispose();
    }
}
