using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Processes;

/// <summary>A session and writer that only remember; <paramref name="write"/> is called for each item.</summary>
internal sealed class FakeSession(Func<long, CancellationToken, Task> write) : IWorkerSession, IItemWriter
{
    public int ItemsPerWrite { get; init; } = 1;

    public Func<long, CancellationToken, Task> Prepare { get; init; } = (_, _) => Task.CompletedTask;

    public EndedItems? Ended { get; init; }

    public bool IsDisposed { get; private set; }

    public IItemWriter CreateWriter(int worker) => this;

    public StoreCounters ReadCounters() => new(Transactions: 3, Retries: 1, Warnings: ["take care"]);

    public Task PrepareAsync(long item, CancellationToken cancellationToken) => Prepare(item, cancellationToken);

    public Task WriteAsync(long item, CancellationToken cancellationToken) => write(item, cancellationToken);

    public void Dispose() => IsDisposed = true;
}
