using System.Text.Json;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Site;

/// <summary>
/// The site process's side of the conversation with its parent: reads the settings, starts the site, says where it listens,
/// reports at the parent's word, and ends when its input does.
/// </summary>
internal static class SiteHost
{
    // Requests that block keep a thread of the pool each, and the pool makes new ones slowly.
    private const int SpareThreads = 8;

    /// <summary>Does all that. Blocks the calling thread, which reads the parent's lines.</summary>
    /// <param name="input">The parent's lines.</param>
    /// <param name="output">Lines to the parent; nothing else may write to it.</param>
    /// <returns>The exit status.</returns>
    public static int Run(TextReader input, TextWriter output)
    {
        if (input.ReadLine() is not { } line) return ExitStatus.BadUsage;
        WorkerSettings settings = JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerSettings)!;
        Strategy strategy = settings.FindStrategy();
        if (strategy.Blocks) ThreadPool.SetMinThreads(settings.Deal.WorkersPerProcess + SpareThreads, SpareThreads);

        BuildOptions options = settings.WorkloadOptions.Builds ?? new BuildOptions();
        WarmUp.Run(new BuildsWorkload(options).ForWarmUp(), strategy);
        using IStore store = strategy.Open(settings.ToStoreSettings());
        BuildSite site = BuildSite.StartAsync(store, options).GetAwaiter().GetResult();
        try
        {
            bool wasStopped = Talk(input, output, site, store);
            // As in a worker process: blocked requests would wait for their locks first.
            if (!wasStopped && strategy.Blocks) Environment.Exit(ExitStatus.Failure);
            return wasStopped ? ExitStatus.Success : ExitStatus.Failure;
        }
        finally
        {
            site.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <returns>Whether the parent said that the run is over, and did not just go.</returns>
    private static bool Talk(TextReader input, TextWriter output, BuildSite site, IStore store)
    {
        Send(output, new WorkerMessage { Ready = true, Site = site.Address });
        bool wasStopped = input.ReadLine() is not null;
        if (wasStopped) Send(output, new WorkerMessage { Report = Collect(store.ReadCounters()) });
        while (input.ReadLine() is not null)
        {
            // The parent has nothing more to say; what counts is the end of its lines.
        }

        return wasStopped;
    }

    /// <summary>The writes are the client's, who asked for them; what the site adds is how it made them.</summary>
    private static WorkerReport Collect(StoreCounters counters) => new()
    {
        Writes = 0,
        Done = 0,
        Begun = [],
        Failed = [],
        Unknown = [],
        Waits = [],
        MaxWait = 0,
        TimelineWidth = 1,
        Timeline = [],
        Transactions = counters.Transactions,
        Retries = counters.Retries,
        Warnings = counters.Warnings,
    };

    private static void Send(TextWriter output, WorkerMessage message)
    {
        output.WriteLine(JsonSerializer.Serialize(message, WorkerJson.Default.WorkerMessage));
        output.Flush();
    }
}
