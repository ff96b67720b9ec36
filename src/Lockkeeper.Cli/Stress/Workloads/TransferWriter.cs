using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Makes transfers for one worker: reads both balances, computes the new ones, and writes them.</summary>
internal sealed class TransferWriter : IItemWriter
{
    private readonly IStoreClient _client;
    private readonly Deal _deal;
    private readonly Action<StoreTransaction> _work;
    private Transfer _transfer;
    private int _worker;
    private long _sequence;

    public TransferWriter(IStoreClient client, Deal deal)
    {
        _client = client;
        _deal = deal;
        _work = Write;
    }

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        _worker = _deal.WorkerOf(item);
        _sequence = _deal.SequenceOf(item);
        _transfer = Transfer.Of(item, TransfersWorkload.Accounts);
        return _client.WriteAsync(_work, "Transfer", cancellationToken);
    }

    private void Write(StoreTransaction transaction)
    {
        (int source, int target, long wanted) = _transfer;
        long sourceBefore = Balance(transaction.Connection, source);
        long targetBefore = Balance(transaction.Connection, target);
        long amount = Math.Min(wanted, sourceBefore);
        transaction.Execute($"UPDATE accounts SET balance = {sourceBefore - amount} WHERE id = {source}");
        transaction.Execute($"UPDATE accounts SET balance = {targetBefore + amount} WHERE id = {target}");
        transaction.Execute(
            $"""
            INSERT INTO transfers(worker, seq, source, target, amount, source_before, target_before)
            VALUES ({_worker}, {_sequence}, {source}, {target}, {amount}, {sourceBefore}, {targetBefore})
            """);
    }

    private static long Balance(DbConnection connection, int account) =>
        connection.ReadNumber($"SELECT balance FROM accounts WHERE id = {account}")
        ?? throw new InvalidOperationException($"There is no account {account}.");
}
