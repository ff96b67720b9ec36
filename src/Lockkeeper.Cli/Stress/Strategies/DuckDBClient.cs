using System.Data.Common;
using Lockkeeper.DuckDB;
using Polly;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// Opens the file for each write and each read, and closes it. Its calls block the calling thread. Workers of one process
/// that are at work at the same time share what is open, as DuckDB wants it.
/// </summary>
/// <param name="connectionString">Names the file.</param>
/// <param name="gate">Is held from before the opening until after the closing, or <see langword="null"/>.</param>
/// <param name="retries">Tries a write or a read again that met another process.</param>
/// <param name="committed">Counts a write.</param>
/// <param name="haveRead">Counts a read.</param>
internal sealed class DuckDBClient(string connectionString, LockFile? gate, ResiliencePipeline retries, Action committed, Action haveRead) : IStoreClient
{
    /// <inheritdoc/>
    public Task WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken)
    {
        Use(
            connection =>
            {
                using DuckDBTransaction transaction = connection.BeginTransaction();
                var opened = new StoreTransaction();
                opened.Enter(connection, transaction);
                work(opened);
                Commit(transaction);
                return true;
            },
            cancellationToken);
        committed();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken)
    {
        T result = Use(
            connection =>
            {
                using DuckDBTransaction transaction = connection.BeginTransaction();
                return read(connection);
            },
            cancellationToken);
        haveRead();
        return Task.FromResult(result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is open between calls.
    }

    private T Use<T>(Func<DuckDBConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return retries.Execute(
            _ =>
            {
                using IDisposable? held = gate?.Acquire();
                using var connection = new DuckDBConnection(connectionString);
                connection.Open();
                return work(connection);
            },
            cancellationToken);
    }

    private static void Commit(DuckDBTransaction transaction)
    {
        try
        {
            transaction.Commit();
        }
        catch (DuckDBException error) when (error.ErrorType != DuckDBErrorType.Transaction)
        {
            // A conflict or a broken constraint is rolled back. Of another error nobody knows.
            throw new SharedDatabaseException(SharedDatabaseErrorKind.OutcomeUnknown, $"COMMIT failed: {error.Message}", error);
        }
    }
}
