using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// One worker of a background process: takes the oldest task that nobody runs, and writes its progress until it is done.
/// Each item is one step. A step that failed is the next item's.
/// </summary>
internal sealed class SyncRunner : IItemWriter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IStoreClient _client;
    private readonly Deal _deal;
    private readonly Action<StoreTransaction> _work;
    private long? _task;
    private int _step;
    private long? _taken;
    private int _worker;
    private long _sequence;

    public SyncRunner(IStoreClient client, Deal deal)
    {
        _client = client;
        _deal = deal;
        _work = Write;
    }

    /// <summary>Waits until there is a task to take, where it has none.</summary>
    public async Task PrepareAsync(long item, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (_task is null && !await IsThereATaskAsync(cancellationToken))
        {
            // The web processes have died or only meet errors.
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw NoTask();
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        _worker = _deal.WorkerOf(item);
        _sequence = _deal.SequenceOf(item);
        await _client.WriteAsync(_work, _task is null ? "TakeTask" : "WriteProgress", cancellationToken);
        while (_taken is null)
        {
            // Others took all that there was.
            await PrepareAsync(item, cancellationToken);
            await _client.WriteAsync(_work, "TakeTask", cancellationToken);
        }

        _step++;
        _task = _step < SyncWorkload.Percentages.Count ? _taken : null;
        if (_task is null) _step = 0;
    }

    private static WriteFailedException NoTask() => new("no task to run", $"No task was recorded for {Patience.TotalSeconds:0} seconds.", 0, isOutcomeUnknown: false);

    private Task<bool> IsThereATaskAsync(CancellationToken cancellationToken) => _client.ReadAsync(
        connection => connection.ReadNumber($"SELECT id FROM sync_tasks WHERE runner IS NULL LIMIT 1") is not null, "LookForTask", cancellationToken);

    private void Write(StoreTransaction transaction)
    {
        _taken = _task ?? transaction.Connection.ReadNumber($"SELECT id FROM sync_tasks WHERE runner IS NULL ORDER BY id LIMIT 1");
        if (_taken is not { } task) return;
        int percent = SyncWorkload.Percentages[_step];
        transaction.Execute($"UPDATE sync_tasks SET runner = {_worker}, percent = {percent} WHERE id = {task}");
        transaction.Execute($"INSERT INTO sync_progress(worker, seq, task, percent) VALUES ({_worker}, {_sequence}, {task}, {percent})");
    }
}
