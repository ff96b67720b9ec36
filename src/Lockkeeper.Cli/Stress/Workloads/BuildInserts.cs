using Dapper;
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

    /// <param name="client">The way to the file.</param>
    /// <param name="access">What the inserts are written against.</param>
    public BuildInserts(IStoreClient client, BuildAccess access)
    {
        _client = client;
        _insert = access switch
        {
            BuildAccess.Dapper => InsertWithDapper,
            BuildAccess.EfCore => new BuildEntities(Records).Insert,
            _ => Insert,
        };
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
        foreach (BuildRecord record in Records())
        {
            transaction.Execute($"INSERT INTO builds(worker, seq, name, created) VALUES ({record.Worker}, {record.Seq}, {record.Name}, {record.Created})");
        }
    }

    private void InsertWithDapper(StoreTransaction transaction)
    {
        if (transaction.LooksFirst) transaction.Connection.ExecuteScalar<long?>("SELECT max(id) FROM builds");
        transaction.Connection.Execute("INSERT INTO builds(worker, seq, name, created) VALUES (@Worker, @Seq, @Name, @Created)", Records());
    }

    private IEnumerable<BuildRecord> Records()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        for (long sequence = _first; sequence < _first + _count; sequence++)
        {
            yield return new BuildRecord { Worker = _worker, Seq = sequence, Name = BuildsWorkload.NameOf(_worker, sequence), Created = now };
        }
    }
}
