using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Site;

/// <summary>The client process: knows the site's address, and nothing of the database.</summary>
internal sealed class ClientSession : IWorkerSession
{
    // A process may have some thousand files open, and connections are files.
    private const int MostConnections = 256;

    private readonly HttpClient _http;
    private readonly WorkerSettings _settings;

    private ClientSession(WorkerSettings settings)
    {
        _settings = settings;
        // The proxy of whoever runs it is not asked for the loopback interface. A write's own deadline ends every request.
        var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = MostConnections };
        _http = new HttpClient(handler) { BaseAddress = settings.Site, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Makes one request that inserts nothing, so that what is measured is not the just-in-time compiler. Blocks.</summary>
    public static ClientSession Open(WorkerSettings settings)
    {
        var session = new ClientSession(settings);
        session._http.GetAsync(new Uri("/", UriKind.Relative)).GetAwaiter().GetResult().Dispose();
        return session;
    }

    /// <inheritdoc/>
    public IItemWriter CreateWriter(int worker) => new BuildClient(_http, _settings.Deal, _settings.WorkloadOptions.Builds ?? new BuildOptions());

    /// <inheritdoc/>
    public StoreCounters ReadCounters() => new(0, 0, []);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
