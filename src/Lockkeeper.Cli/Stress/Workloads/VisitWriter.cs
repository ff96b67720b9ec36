using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Writes requests for one worker.</summary>
internal sealed class VisitWriter : IItemWriter
{
    private readonly SharedDatabase _database;
    private readonly Deal _deal;
    private readonly IRequestSource _requests;

    // One delegate for all writes: a closed loop has one request at a time.
    private readonly Action<WriteTransaction> _work;
    private Request _request;
    private int _worker;
    private long _sequence;

    public VisitWriter(SharedDatabase database, Deal deal, IRequestSource requests)
    {
        _database = database;
        _deal = deal;
        _requests = requests;
        _work = Write;
    }

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        _request = _requests[item];
        _worker = _deal.WorkerOf(item);
        _sequence = _deal.SequenceOf(item);
        return _database.WriteAsync(_work, cancellationToken, operation: "LogVisit");
    }

    private void Write(WriteTransaction transaction)
    {
        Request request = _request;
        transaction.Execute(
            $"""
            INSERT INTO ip_log(worker, seq, ip, time, method, path, status, bytes)
            VALUES ({_worker}, {_sequence}, {request.Visitor}, {request.Time}, {request.Method}, {request.Path}, {request.Status}, {request.Bytes})
            """);
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
