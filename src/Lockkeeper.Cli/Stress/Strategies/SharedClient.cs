using System.Data.Common;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>One worker's calls to the process's shared database. Disposing it leaves the database open.</summary>
internal sealed class SharedClient : IStoreClient
{
    private readonly SharedDatabase _database;
    private readonly StoreTransaction _transaction = new();

    // One delegate for all writes: a worker has one at a time.
    private readonly Action<WriteTransaction> _run;
    private Action<StoreTransaction>? _work;

    private readonly Action _haveRead;

    public SharedClient(SharedDatabase database, Action haveRead)
    {
        _haveRead = haveRead;
        _database = database;
        _run = Run;
    }

    /// <inheritdoc/>
    public Task WriteAsync(Action<StoreTransaction> work, string operation, CancellationToken cancellationToken)
    {
        _work = work;
        return _database.WriteAsync(_run, cancellationToken, operation: operation);
    }

    /// <inheritdoc/>
    public async Task<T> ReadAsync<T>(Func<DbConnection, T> read, string operation, CancellationToken cancellationToken)
    {
        T result = await _database.ReadAsync(read, cancellationToken, operation);
        _haveRead();
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The store closes the database.
    }

    private void Run(WriteTransaction transaction)
    {
        _transaction.Enter(transaction);
        _work!(_transaction);
    }
}
