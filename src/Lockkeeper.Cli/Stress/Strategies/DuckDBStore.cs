using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Errors;
using Polly;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// DuckDB's own API, used as pipelines do: each write opens the file and closes it again, so that other processes get it.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="maxRetries">How often a write is tried again that met another process.</param>
/// <param name="usesLockFile">Whether a lock on another file is held meanwhile.</param>
internal sealed class DuckDBStore(string path, int maxRetries, bool usesLockFile) : IStore
{
    private long _transactions;
    private long _retries;
    private long _reads;

    /// <inheritdoc/>
    public IStoreClient Connect() => new DuckDBClient(
        new DuckDBConnectionStringBuilder { DataSource = path }.ConnectionString,
        usesLockFile ? new LockFile(path + ".lock", path) : null,
        CreateRetries(),
        () => Interlocked.Increment(ref _transactions),
        () => Interlocked.Increment(ref _reads));

    /// <inheritdoc/>
    public StoreCounters ReadCounters() => new(Interlocked.Read(ref _transactions), Interlocked.Read(ref _retries), [], Interlocked.Read(ref _reads));

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open between writes.
    }

    private ResiliencePipeline CreateRetries() => maxRetries == 0
        ? ResiliencePipeline.Empty
        : LockRetries.Create(maxRetries, error => error is DuckDBException duck && DuckDBErrors.IsLocked(duck), () => Interlocked.Increment(ref _retries));
}
