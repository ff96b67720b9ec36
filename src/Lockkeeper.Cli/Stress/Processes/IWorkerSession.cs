using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>What a worker process writes with: the open database and the workload on it.</summary>
internal interface IWorkerSession : IDisposable
{
    /// <summary>Gives one worker its writer.</summary>
    /// <param name="worker">The worker's number, through all processes.</param>
    IItemWriter CreateWriter(int worker);

    /// <summary>Gives the process the reader that looks while its workers write, or <see langword="null"/>.</summary>
    IWatcher? CreateWatcher() => null;

    /// <summary>What the items wait for, where they wait for each other; otherwise <see langword="null"/>.</summary>
    EndedItems? Ended => null;

    /// <summary>What the database counted and logged so far.</summary>
    StoreCounters ReadCounters();
}
