using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>One worker of the external loader: inserts a record, sleeps, inserts the next.</summary>
internal sealed class BuildLoader(IStoreClient client, Deal deal, TimeSpan delay) : IItemWriter
{
    private readonly BuildInserts _inserts = new(client);

    /// <inheritdoc/>
    public Task PrepareAsync(long item, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken) =>
        _inserts.InsertAsync(deal.WorkerOf(item), deal.SequenceOf(item), 1, cancellationToken);
}
