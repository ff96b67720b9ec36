using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads.Assets;

/// <summary>
/// A process of the pipeline: waits until what its asset is made of is there, makes it, and says so. A load waits for the
/// last run to be over.
/// </summary>
internal sealed class AssetWriter(IStoreClient client, Deal deal, IReadOnlyList<Asset> assets, EndedItems ended) : IItemWriter
{
    /// <inheritdoc/>
    public async Task PrepareAsync(long item, CancellationToken cancellationToken)
    {
        long first = item - (item % assets.Count);
        Asset asset = assets[(int)(item - first)];
        if (asset.Upstreams.Count == 0)
        {
            for (long last = Math.Max(0, first - assets.Count); last < first; last++) await ended.WaitAsync(last, deal, cancellationToken);
            return;
        }

        for (int i = 0; i < assets.Count; i++)
        {
            if (!asset.Upstreams.Contains(assets[i].Name) || await ended.WaitAsync(first + i, deal, cancellationToken)) continue;
            ended.Tell(new ItemEnd(item, Stands: false));
            throw new WriteFailedException("not built: an asset before it failed", $"{asset.Name} was not built, because {assets[i].Name} failed.", 0, isOutcomeUnknown: false);
        }
    }

    /// <inheritdoc/>
    public async Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        bool stands = false;
        try
        {
            Asset asset = assets[(int)(item % assets.Count)];
            int run = AssetsWorkload.RunOf(item);
            await client.WriteAsync(transaction => Make(transaction, asset, run, item), $"Make {asset.Name}", cancellationToken);
            stands = true;
        }
        finally
        {
            ended.Tell(new ItemEnd(item, stands));
        }
    }

    private void Make(StoreTransaction transaction, Asset asset, int run, long item)
    {
        asset.Make(transaction, run);
        transaction.Execute($"INSERT INTO asset_runs(worker, seq, asset, run) VALUES ({deal.WorkerOf(item)}, {deal.SequenceOf(item)}, {asset.Name}, {run})");
    }
}
