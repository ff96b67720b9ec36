using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>One worker of a web process: reads pages of sites, each in a snapshot of its own, then records a task.</summary>
internal sealed class SyncRequester : IItemWriter
{
    private const int SitesOnAPage = 20;

    private readonly IStoreClient _client;
    private readonly Deal _deal;
    private readonly Action<StoreTransaction> _work;
    private long _item;

    public SyncRequester(IStoreClient client, Deal deal)
    {
        _client = client;
        _deal = deal;
        _work = Write;
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(long item, CancellationToken cancellationToken)
    {
        for (int page = 0; page < SyncWorkload.PagesPerTask; page++)
        {
            int first = SyncWorkload.SiteOf(item + page);
            await _client.ReadAsync(connection => ReadPage(connection, first), "ReadSites", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task WriteAsync(long item, CancellationToken cancellationToken)
    {
        _item = item;
        return _client.WriteAsync(_work, "RecordTask", cancellationToken);
    }

    private static int ReadPage(DbConnection connection, int first)
    {
        using DbCommand command = connection.CreateCommand(
            $"SELECT id, name, url, (SELECT max(id) FROM sync_tasks WHERE site = sites.id) FROM sites WHERE id >= {first} ORDER BY id LIMIT {SitesOnAPage}");
        using DbDataReader reader = command.ExecuteReader();
        int rows = 0;
        while (reader.Read()) rows++;
        return rows;
    }

    private void Write(StoreTransaction transaction)
    {
        int site = SyncWorkload.SiteOf(_item);
        if (transaction.LooksFirst) transaction.Connection.ReadNumber($"SELECT id FROM sites WHERE id = {site}");
        transaction.Execute($"INSERT INTO sync_tasks(worker, seq, site) VALUES ({_deal.WorkerOf(_item)}, {_deal.SequenceOf(_item)}, {site})");
    }
}
