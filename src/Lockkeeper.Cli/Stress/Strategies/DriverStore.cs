using Microsoft.Data.Sqlite;
using Polly;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// Microsoft.Data.Sqlite used in one of the usual ways. Each worker keeps a connection of its own, which is faster than the
/// driver's pool (whose version 6 may hand one connection to two threads).
/// </summary>
internal sealed class DriverStore : IStore
{
    private readonly DriverPlan _plan;
    private readonly string _connectionString;
    private readonly string _pragmas;
    private readonly SemaphoreSlim? _gate;
    private readonly ResiliencePipeline? _retryPipeline;
    private long _transactions;
    private long _retries;
    private long _reads;

    public DriverStore(StoreSettings settings, DriverPlan plan)
    {
        _plan = plan;
        TimeSpan timeout = settings.Timeout ?? plan.Timeout;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = settings.Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = (int)timeout.TotalSeconds,
        }.ToString();
        string synchronous = settings.Durability == Durability.Full ? "FULL" : "NORMAL";
        long busyTimeout = plan.UsesBusyTimeout ? (long)timeout.TotalMilliseconds : 0;
        _pragmas = FormattableString.Invariant($"PRAGMA busy_timeout={busyTimeout}; PRAGMA synchronous={synchronous};");
        if (plan.OneAtATime) _gate = new SemaphoreSlim(1);
        if (plan.MaxRetries > 0) _retryPipeline = LockRetries.Create(plan.MaxRetries, error => error is SqliteException sqlite && ErrorKinds.IsLocked(sqlite), () => Interlocked.Increment(ref _retries));
    }

    /// <inheritdoc/>
    public IStoreClient Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = _pragmas;
        command.ExecuteNonQuery();
        return new DriverClient(
            connection, _plan, () => Interlocked.Increment(ref _transactions), () => Interlocked.Increment(ref _reads), _gate, _retryPipeline);
    }

    /// <inheritdoc/>
    public StoreCounters ReadCounters() => new(Interlocked.Read(ref _transactions), Interlocked.Read(ref _retries), [], Interlocked.Read(ref _reads));

    /// <inheritdoc/>
    public void Dispose() => _gate?.Dispose();
}
