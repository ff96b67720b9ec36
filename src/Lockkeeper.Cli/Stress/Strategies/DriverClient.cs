using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>One connection of the driver. Its calls block the calling thread.</summary>
internal sealed class DriverClient : IStoreClient
{
    private readonly DriverStore _store;
    private readonly SqliteConnection _connection;
    private readonly StoreTransaction _transaction;

    public DriverClient(DriverStore store, SqliteConnection connection)
    {
        _store = store;
        _connection = connection;
        _transaction = new StoreTransaction { LooksFirst = store.Plan.LooksFirst };
        _transaction.Enter(connection);
    }

    /// <inheritdoc/>
    public Task WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_store.Retries is { } retries) retries.Execute(_ => WriteInTurn(work), cancellationToken);
        else WriteInTurn(work);
        _store.Committed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
        T result = read(_connection);
        transaction.Commit();
        _store.HaveRead();
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void WriteInTurn(Action<StoreTransaction> work)
    {
        _store.Gate?.Wait();
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(_store.Plan.IsDeferred);
            work(_transaction);
            Commit(transaction);
        }
        finally
        {
            _store.Gate?.Release();
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
