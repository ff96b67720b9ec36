using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Reports status changes for one worker.</summary>
internal sealed class TopicWriter : IItemWriter
{
    private readonly IStoreClient _client;
    private readonly Deal _deal;

    // One delegate for all writes: a closed loop has one report at a time.
    private readonly Action<StoreTransaction> _work;
    private int _topic;
    private string _status = "";
    private int _worker;
    private long _sequence;
    private long _time;

    public TopicWriter(IStoreClient client, Deal deal)
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
        (_topic, _status) = TopicsWorkload.Change(_deal, _worker, _sequence);
        _time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return _client.WriteAsync(_work, "SaveTopicStatus", cancellationToken);
    }

    private void Write(StoreTransaction transaction)
    {
        if (transaction.LooksFirst) transaction.Connection.ReadNumber($"SELECT changes FROM topic_status WHERE topic = {_topic}");
        transaction.Execute(
            $"INSERT INTO topic_history(topic, status, worker, seq, time) VALUES ({_topic}, {_status}, {_worker}, {_sequence}, {_time})");
        transaction.Execute(
            $"""
            INSERT INTO topic_status(topic, status, worker, seq, changes)
            VALUES ({_topic}, {_status}, {_worker}, {_sequence}, 1)
            ON CONFLICT(topic) DO UPDATE SET
                status = excluded.status, worker = excluded.worker, seq = excluded.seq, changes = changes + 1
            """);
    }
}
