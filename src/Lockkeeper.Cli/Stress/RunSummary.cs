using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary>Makes a run's result of what its processes reported.</summary>
internal sealed class RunSummary(StressSettings settings, IWorkload workload, Strategy strategy, Deal deal, long walBytes)
{
    /// <summary>Puts it together.</summary>
    /// <param name="processes">The processes that the work was dealt to.</param>
    /// <param name="site">The web site, or <see langword="null"/>.</param>
    /// <param name="checks">What was looked at.</param>
    public StressResult Of(IReadOnlyList<WorkerProcess> processes, WorkerProcess? site, IReadOnlyList<Check> checks)
    {
        var waits = new LatencyHistogram();
        var results = new List<ProcessResult>();
        foreach (WorkerProcess process in processes)
        {
            LatencyHistogram own = process.Report is { } report ? LatencyHistogram.Import(report.Waits, report.MaxWait) : new LatencyHistogram();
            waits.Merge(own);
            results.Add(new ProcessResult(
                process.Number + 1,
                process.Progress.Writes,
                (process.Report?.Ended ?? 0) / 1e9,
                own,
                process.Report?.Retries ?? 0,
                process.Progress.Errors + (process.Death is null ? 0 : 1)));
        }

        if (site?.Death is not null) results[^1] = results[^1] with { Errors = results[^1].Errors + 1 };
        WorkerProcess[] all = site is null ? [.. processes] : [.. processes, site];
        List<WorkerReport> reports = [.. all.Select(process => process.Report).OfType<WorkerReport>()];
        (Timeline Timeline, long Done)[] shares = [.. processes.Where(process => process.Report is not null).Select(Share)];
        var timeline = new Timeline();
        foreach ((Timeline own, _) in shares) timeline.Merge(own);
        return new StressResult
        {
            Strategy = strategy,
            HasSite = workload.HasSite,
            Limit = settings.LimitOf(strategy),
            Workload = workload.Name,
            Access = workload.HasSite ? settings.WorkloadOptions.Builds?.Access ?? BuildAccess.Native : null,
            Source = workload.Source,
            Deal = deal,
            Durability = settings.Durability,
            EngineVersion = strategy.Engine.Version,
            Database = settings.Database,
            InputFaults = workload.InputFaults,
            Processes = results,
            Waits = waits,
            Timeline = timeline,
            Shares = Fairness.SharesOf(shares),
            Fairness = Fairness.BetweenProcesses(shares),
            ErrorsByKind = reports.SelectMany(report => report.ErrorsByKind)
                .GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal),
            Begun = reports.Sum(report => report.Begun.Sum()),
            Reads = reports.Sum(report => report.Reads),
            Transactions = reports.Sum(report => report.Transactions),
            WalBytes = walBytes,
            Checks = checks,
            Troubles = [.. Troubles(all)],
            Warnings = [.. reports.SelectMany(report => report.Warnings).Distinct(StringComparer.Ordinal)],
        };
    }

    private IEnumerable<string> Troubles(IReadOnlyList<WorkerProcess> processes)
    {
        foreach (WorkerProcess process in processes)
        {
            if (process.Death is { } death) yield return death;
        }

        foreach (var group in processes.Where(process => process.Report?.FirstError is not null).GroupBy(process => process.Report!.FirstError))
        {
            string who = group.Count() == 1 ? "Process" : "Processes";
            yield return $"{who} {string.Join(", ", group.Select(process => process.Number + 1))}: {group.Key}";
        }

        long unmade = processes.Sum(process => process.Report is { } report && process.Number < deal.Processes ? Given(process.Number) - report.Begun.Sum() : 0);
        if (unmade > 0 && settings.LimitOf(strategy) is null)
        {
            yield return $"{Figures.Plural(unmade, "write was", "writes were")} not made: a worker gives up after {WorkerLimits.FailuresToGiveUp} failures in a row.";
        }
    }

    /// <summary>A process that did not do all it was given is never done: it wanted to write to the end.</summary>
    private (Timeline Timeline, long Done) Share(WorkerProcess process)
    {
        WorkerReport report = process.Report!;
        bool isDone = report.Begun.Sum() == Given(process.Number) && report.Writes > 0;
        return (Timeline.Import(report.TimelineWidth, report.Timeline), isDone ? report.Done : long.MaxValue);
    }

    private long Given(int process) => Enumerable.Range(deal.FirstWorkerOf(process), deal.WorkersPerProcess).Sum(deal.ItemsOf);
}
