using System.Diagnostics;
using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Progress;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary>One run: starts the processes on a prepared database, lets them write, and verifies what they wrote.</summary>
internal sealed class StressRun(StressSettings settings, IWorkload workload, Strategy strategy, TargetDatabase target)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    private long _walBytes;

    /// <summary>The work, and how it is dealt out.</summary>
    public Deal Deal { get; } = new(settings.Processes, settings.Workers, settings.Writes ?? workload.DefaultWrites);

    /// <summary>Runs to the end. Every process is gone when it returns or throws.</summary>
    /// <exception cref="StressFailedException">The processes could not be brought to begin.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<StressResult> ExecuteAsync(IProgressSink sink, CancellationToken cancellationToken)
    {
        var processes = new List<WorkerProcess>();
        try
        {
            sink.Enter($"starting {Figures.Plural(Deal.Processes, "process", "processes")}");
            await StartAsync(processes, cancellationToken);

            long start = Stopwatch.GetTimestamp();
            foreach (WorkerProcess process in processes) await process.GoAsync(start);
            await WatchAsync(processes, start, sink, cancellationToken);
            // The last connection that closes removes the WAL, so its size is taken before any process ends.
            await Task.WhenAll(processes.Select(process => process.EndAsync()));
        }
        finally
        {
            await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        }

        sink.Enter("verifying every row");
        WorkerReport?[] reports = [.. processes.Select(process => process.Report)];
        IReadOnlyList<Check> checks = await Task.Run(() => Verifier.Verify(target.FilePath, workload, Deal, reports, strategy), cancellationToken)
            .WaitAsync(cancellationToken);
        return Summarize(processes, checks);
    }

    private async Task StartAsync(List<WorkerProcess> processes, CancellationToken cancellationToken)
    {
        for (int number = 0; number < Deal.Processes; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            processes.Add(await WorkerProcess.StartAsync(
                SelfCommand.Create(StressWorkerCommand.Name),
                new WorkerSettings
                {
                    Database = target.FilePath,
                    IsTemporary = target.IsTemporary,
                    Workload = settings.Workload,
                    Input = settings.Input,
                    Process = number,
                    Deal = Deal,
                    Durability = settings.Durability,
                    Strategy = strategy.Name,
                    Timeout = settings.Timeout,
                    Limit = settings.LimitOf(strategy),
                }));
        }

        try
        {
            await Task.WhenAll(processes.Select(process => process.Ready)).WaitAsync(ReadyTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new StressFailedException($"Not all processes opened the database within {ReadyTimeout.TotalSeconds:0} seconds.");
        }
    }

    private async Task WatchAsync(List<WorkerProcess> processes, long start, IProgressSink sink, CancellationToken cancellationToken)
    {
        Task finished = Task.WhenAll(processes.Select(process => process.Finished));
        while (!finished.IsCompleted)
        {
            await Task.WhenAny(finished, Task.Delay(WatchInterval, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            _walBytes = Math.Max(_walBytes, target.WalBytes);
            sink.Report(new RunProgress(
                processes.Sum(process => process.Progress.Writes),
                Deal.Items,
                processes.Sum(process => process.Progress.Errors),
                Stopwatch.GetElapsedTime(start)));
        }
    }

    private StressResult Summarize(List<WorkerProcess> processes, IReadOnlyList<Check> checks)
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
                (process.Report?.Done ?? 0) / 1e9,
                own,
                process.Report?.Retries ?? 0,
                process.Progress.Errors + (process.Death is null ? 0 : 1)));
        }

        List<WorkerReport> reports = [.. processes.Select(process => process.Report).OfType<WorkerReport>()];
        return new StressResult
        {
            Strategy = strategy,
            Limit = settings.LimitOf(strategy),
            Workload = workload.Name,
            Source = workload.Source,
            Deal = Deal,
            Durability = settings.Durability,
            SqliteVersion = SqliteVersion.Current,
            Database = settings.Database,
            InputFaults = workload.InputFaults,
            Processes = results,
            Waits = waits,
            Fairness = Fairness.BetweenProcesses([.. processes.Where(process => process.Report is not null).Select(Share)]),
            ErrorsByKind = reports.SelectMany(report => report.ErrorsByKind)
                .GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal),
            Transactions = reports.Sum(report => report.Transactions),
            WalBytes = _walBytes,
            Checks = checks,
            Troubles = [.. Troubles(processes)],
            Warnings = [.. reports.SelectMany(report => report.Warnings).Distinct(StringComparer.Ordinal)],
        };
    }

    private IEnumerable<string> Troubles(List<WorkerProcess> processes)
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

        long unmade = processes.Sum(process => process.Report is { } report ? Given(process.Number) - report.Begun.Sum() : 0);
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

    private long Given(int process) => Enumerable.Range(Deal.FirstWorkerOf(process), Deal.WorkersPerProcess).Sum(Deal.ItemsOf);
}
