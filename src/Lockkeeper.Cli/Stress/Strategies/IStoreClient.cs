using System.Data.Common;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// What one worker reads and writes with, one call at a time. A call may block the calling thread until it is done, as the
/// driver's do.
/// </summary>
internal interface IStoreClient : IDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in one write transaction. It is acknowledged when the task completes. The work may run
    /// again, so it changes nothing but the database.
    /// </summary>
    Task WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="read"/> on one snapshot.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken);
}
