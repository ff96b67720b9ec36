using Lockkeeper.Cli.Stress.Input;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Writes requests for one worker.</summary>
internal sealed class VisitWriter : IItemWriter
{
    private readonly IStoreClient _client;
    private readonly Deal _deal;
    private readonly IRequestSource _requests;
    private readonly bool _countsVisitors;

    // One delegate for all writes: a closed loop has one request at a time.
    private readonly Action<StoreTransaction> _work;
    private Request _request;
    private int _worker;
    private long _sequence;

    public VisitWriter(IStoreClient client, Deal deal, IRequestSource requests, bool countsVisitors)
    {
        _client = client;
        _deal = deal;
        _requests = requests;
        _countsVisitors = countsVisitors;
        _work = Write;
    }

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        _request = _requests[item];
        _worker = _deal.WorkerOf(item);
        _sequence = _deal.SequenceOf(item);
        return _client.WriteAsync(_work, "LogVisit", cancellationToken);
    }

    private void Write(StoreTransaction transaction)
    {
        Request request = _request;
        if (transaction.LooksFirst) transaction.Connection.ReadNumber($"SELECT hits FROM user_activity WHERE ip = {request.Visitor}");
        VisitLog.Insert(transaction, _worker, _sequence, request);
        if (!_countsVisitors) return;
        transaction.Execute(
            $"""
            INSERT INTO user_activity(ip, first_seen, last_seen, hits, bytes)
            VALUES ({request.Visitor}, {request.Time}, {request.Time}, 1, {request.Bytes})
            ON CONFLICT(ip) DO UPDATE SET
                first_seen = min(first_seen, excluded.first_seen),
                last_seen = max(last_seen, excluded.last_seen),
                hits = hits + 1,
                bytes = bytes + excluded.bytes
            """);
    }
}
