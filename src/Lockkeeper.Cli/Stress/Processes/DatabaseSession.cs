using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>A worker process's way to the database, and the workload on it.</summary>
internal sealed class DatabaseSession : IWorkerSession
{
    private readonly List<IStoreClient> _clients = [];
    private readonly IStore _store;
    private readonly IWorkload _workload;
    private readonly Deal _deal;

    private DatabaseSession(WorkerSettings settings)
    {
        _deal = settings.Deal;
        Strategy strategy = settings.FindStrategy();
        _workload = WorkloadCatalog.Create(strategy.Engine, settings.Workload, settings.WorkloadOptions);
        WarmUp.Run(_workload.ForWarmUp(), strategy);
        _store = strategy.Open(settings.ToStoreSettings());
    }

    /// <summary>Reads the workload's input, warms up, and opens the database. Blocks.</summary>
    public static DatabaseSession Open(WorkerSettings settings) => new(settings);

    /// <inheritdoc/>
    public IItemWriter CreateWriter(int worker) => _workload.CreateWriter(Connect(), _deal, worker);

    /// <inheritdoc/>
    public IWatcher? CreateWatcher() => _workload.CreateWatcher(Connect());

    /// <inheritdoc/>
    public EndedItems? Ended => _workload.Ended;

    /// <inheritdoc/>
    public StoreCounters ReadCounters() => _store.ReadCounters();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IStoreClient client in _clients) client.Dispose();
        _store.Dispose();
    }

    private IStoreClient Connect()
    {
        IStoreClient client = _store.Connect();
        _clients.Add(client);
        return client;
    }
}
