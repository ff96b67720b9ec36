using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>What a worker process writes with: the open database and the workload on it.</summary>
internal interface IWorkerSession : IDisposable
{
    /// <summary>Gives one worker its writer.</summary>
    IItemWriter CreateWriter();

    /// <summary>What the database counted and logged so far.</summary>
    SessionCounters ReadCounters();
}

/// <summary>What the database counted and logged in this process.</summary>
/// <param name="Transactions">Committed transactions.</param>
/// <param name="Retries">Attempts that met a lock of another program.</param>
/// <param name="Warnings">Distinct warnings.</param>
internal sealed record SessionCounters(long Transactions, long Retries, IReadOnlyList<string> Warnings);
