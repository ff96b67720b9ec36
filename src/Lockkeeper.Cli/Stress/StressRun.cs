using System.Diagnostics;
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
    public Deal Deal { get; } = new(
        workload.FixedProcesses ?? settings.Processes ?? workload.UsualProcesses,
        workload.FixedWorkers ?? settings.Workers,
        settings.Writes ?? workload.DefaultWrites);

    /// <summary>Runs to the end. Every process is gone when it returns or throws.</summary>
    /// <exception cref="StressFailedException">The processes could not be brought to begin.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<StressResult> ExecuteAsync(IProgressSink sink, CancellationToken cancellationToken)
    {
        var processes = new List<WorkerProcess>();
        WorkerProcess? site = null;
        try
        {
            sink.Enter($"{Lead}starting {Figures.Plural(Deal.Processes + (workload.HasSite ? 1 : 0), "process", "processes")}");
            if (workload.HasSite) site = Start(StressSiteCommand.Name, Deal.Processes, site: null);
            if (site is not null) await ReadyAsync([site], cancellationToken);
            for (int number = 0; number < Deal.Processes; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                processes.Add(Start(StressWorkerCommand.Name, number, site?.Site));
            }

            await ReadyAsync(processes, cancellationToken);
            if (workload.Ended is not null) NewsRelay.Start(processes);

            long start = Stopwatch.GetTimestamp();
            foreach (WorkerProcess process in processes) process.Go(start);
            await WatchAsync(processes, start, sink, cancellationToken);
            if (site is not null) await site.StopAsync();
            // The last connection that closes removes the WAL, so its size is taken before any process ends.
            await Task.WhenAll(All(processes, site).Select(process => process.EndAsync()));
        }
        finally
        {
            await Task.WhenAll(All(processes, site).Select(process => process.DisposeAsync().AsTask()));
        }

        sink.Enter($"{Lead}verifying every row");
        WorkerReport?[] reports = [.. processes.Select(process => process.Report)];
        IReadOnlyList<Check> checks = await Task.Run(() => Verifier.Verify(target.FilePath, workload, Deal, reports, strategy), cancellationToken)
            .WaitAsync(cancellationToken);
        return new RunSummary(settings, workload, strategy, Deal, _walBytes).Of(processes, site, checks);
    }

    private string Lead => settings.Strategies.Count > 1 ? $"{strategy.Name}: " : "";

    private static IEnumerable<WorkerProcess> All(List<WorkerProcess> processes, WorkerProcess? site) =>
        site is null ? processes : processes.Append(site);

    private WorkerProcess Start(string verb, int number, Uri? site) => WorkerProcess.Start(
        SelfCommand.Create(verb),
        new WorkerSettings
        {
            Database = target.FilePath,
            IsTemporary = target.IsTemporary,
            Workload = settings.Workload,
            WorkloadOptions = settings.WorkloadOptions,
            Process = number,
            Deal = Deal,
            Durability = settings.Durability,
            Engine = strategy.Engine.Name,
            Strategy = strategy.Name,
            Timeout = settings.Timeout,
            Limit = settings.LimitOf(strategy),
            Site = site,
        });

    private static async Task ReadyAsync(IReadOnlyCollection<WorkerProcess> processes, CancellationToken cancellationToken)
    {
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
}
