using System.Data.Common;
using Microsoft.Data.Sqlite;
using Polly;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>One connection of the driver, or of Lockkeeper in its place. Its calls block the calling thread.</summary>
/// <param name="connection">Is open, and closed when this is disposed.</param>
/// <param name="plan">How it writes.</param>
/// <param name="committed">Counts a write transaction.</param>
/// <param name="haveRead">Counts a snapshot.</param>
/// <param name="gate">Lets one thread of the process write at a time, or <see langword="null"/>.</param>
/// <param name="retries">Tries a transaction again that met a lock, or <see langword="null"/>.</param>
internal sealed class DriverClient(
    SqliteConnection connection, DriverPlan plan, Action committed, Action haveRead, SemaphoreSlim? gate = null, ResiliencePipeline? retries = null)
    : IStoreClient
{
    private readonly StoreTransaction _transaction = new() { LooksFirst = plan.LooksFirst };

    /// <inheritdoc/>
    public Task WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (retries is not null) retries.Execute(_ => WriteInTurn(work), cancellationToken);
        else WriteInTurn(work);
        committed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true);
        T result = read(connection);
        transaction.Commit();
        haveRead();
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void WriteInTurn(Action<StoreTransaction> work)
    {
        gate?.Wait();
        try
        {
            using SqliteTransaction transaction = connection.BeginTransaction(plan.IsDeferred);
            _transaction.Enter(connection, transaction);
            work(_transaction);
            Commit(transaction);
        }
        finally
        {
            gate?.Release();
        }
    }

    private static void Commit(SqliteTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (SqliteException error) when (!ErrorKinds.IsLocked(error))
        {
            // A commit that met a lock leaves the transaction open, and it is rolled back. Of another error nobody knows.
            throw new SharedDatabaseException(SharedDatabaseErrorKind.OutcomeUnknown, $"COMMIT failed: {error.Message}", error);
        }
    }
}
