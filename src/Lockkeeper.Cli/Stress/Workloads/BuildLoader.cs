using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>One worker of the external loader: inserts a record, sleeps, inserts the next.</summary>
internal sealed class BuildLoader(IStoreClient client, Deal deal, BuildOptions options) : IItemWriter
{
    private readonly BuildInserts _inserts = new(client, options.Access);
    private readonly TimeSpan _delay = TimeSpan.FromSeconds(options.Delay);

    /// <inheritdoc/>
    public Task PrepareAsync(long item, CancellationToken cancellationToken) =>
        _delay > TimeSpan.Zero ? Task.Delay(_delay, cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken) =>
        _inserts.InsertAsync(deal.WorkerOf(item), deal.SequenceOf(item), 1, cancellationToken);
}
