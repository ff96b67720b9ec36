using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Processes;

namespace Lockkeeper.Tests.Cli.Stress.Verification;

/// <summary>What processes say that did all they were given.</summary>
internal static class Reports
{
    public static WorkerReport Whole(Deal deal, int process)
    {
        long[] begun = [.. Enumerable.Range(deal.FirstWorkerOf(process), deal.WorkersPerProcess).Select(deal.ItemsOf)];
        return new WorkerReport
        {
            Writes = begun.Sum(),
            Done = 1_000_000,
            Begun = begun,
            Failed = [],
            Unknown = [],
            Waits = [],
            MaxWait = 0,
            TimelineWidth = 250_000,
            Timeline = [],
        };
    }
}
