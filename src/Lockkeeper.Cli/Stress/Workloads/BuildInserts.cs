using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>How a record of <c>builds</c> is inserted, by the site and by the loader alike. For one caller at a time.</summary>
internal sealed class BuildInserts
{
    private readonly IStoreClient _client;
    private readonly Action<StoreTransaction> _insert;
    private int _worker;
    private long _first;
    private int _count;

    public BuildInserts(IStoreClient client)
    {
        _client = client;
        _insert = Insert;
    }

    /// <summary>Inserts records of a worker that follow each other, in one transaction.</summary>
    public Task InsertAsync(int worker, long first, int count, CancellationToken cancellationToken)
    {
        (_worker, _first, _count) = (worker, first, count);
        return _client.WriteAsync(_insert, "InsertBuild", cancellationToken);
    }

    private void Insert(StoreTransaction transaction)
    {
        if (transaction.LooksFirst) transaction.Connection.ReadNumber($"SELECT max(id) FROM builds");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (long sequence = _first; sequence < _first + _count; sequence++)
        {
            string name = BuildsWorkload.NameOf(_worker, sequence);
            transaction.Execute($"INSERT INTO builds(worker, seq, name, created) VALUES ({_worker}, {sequence}, {name}, {now})");
        }
    }
}
