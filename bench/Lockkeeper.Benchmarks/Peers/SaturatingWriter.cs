using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>
/// Keeps the writer of an open database busy from one thread: some hundred writes are always in flight, so that the queue
/// never runs empty whatever the thread pool is busy with.
/// </summary>
internal sealed class SaturatingWriter(SharedDatabase database) : IPeer
{
    private const int InFlight = 512;

    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) => Task.Factory.StartNew(
        () => Run(worker, gate, pace), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Run(int worker, StartGate gate, Pace pace)
    {
        var pending = new Queue<Task<int>>(InFlight);
        pace.Begin(gate.Pass());
        for (long i = 0; pace.Continue(); i++)
        {
            pending.Enqueue(WriteAsync(worker, i));
            if (pending.Count < InFlight) continue;
            pending.Dequeue().GetAwaiter().GetResult();
            pace.Acknowledge();
        }

        while (pending.TryDequeue(out var write))
        {
            write.GetAwaiter().GetResult();
            pace.Acknowledge();
        }
    }

    private Task<int> WriteAsync(int worker, long i) => database.ExecuteAsync(
        $"INSERT INTO topic_status_log(topic, status, worker, at) VALUES ({Work.Topic(i)}, {Work.Status(i)}, {worker}, {Work.At(i)})").AsTask();
}
