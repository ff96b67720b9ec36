using System.Text.Json;
using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// The worker process's side of the conversation with its parent: reads the settings, opens, says that it is ready, begins
/// at the parent's word, tells how far it is, reports, and stays (with the database open) until the parent closes its
/// input. A parent that dies closes it too, so no worker outlives its parent.
/// </summary>
internal static class WorkerHost
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Does all that. Blocks the calling thread, which reads the parent's lines.</summary>
    /// <param name="input">The parent's lines.</param>
    /// <param name="output">Lines to the parent; nothing else may write to it.</param>
    /// <param name="open">Opens the database and the workload.</param>
    /// <returns>The exit status.</returns>
    public static int Run(TextReader input, TextWriter output, Func<WorkerSettings, IWorkerSession> open)
    {
        if (input.ReadLine() is not { } line) return ExitStatus.BadUsage;
        WorkerSettings settings = JsonSerializer.Deserialize(line, WorkerJson.Default.WorkerSettings)!;

        using IWorkerSession session = open(settings);
        int first = settings.Deal.FirstWorkerOf(settings.Process);
        Strategy strategy = settings.FindStrategy();
        var limits = new WorkerLimits(
            strategy.IsLockkeeper ? WorkerLimits.FailuresToGiveUp : int.MaxValue,
            settings.Limit is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Worker[] workers =
        [
            .. Enumerable.Range(first, settings.Deal.WorkersPerProcess)
                .Select(number => new Worker(number, settings.Deal, session.CreateWriter(number), limits)),
        ];
        Watch? watch = session.CreateWatcher() is { } watcher ? new Watch(watcher) : null;
        EndedItems? ended = session.Ended;
        if (ended is not null) ended.Told = end => Send(output, new WorkerMessage { Ended = end });
        Send(output, new WorkerMessage { Ready = true });

        if (input.ReadLine() is not { } word) return ExitStatus.Failure;
        long start = JsonSerializer.Deserialize(word, WorkerJson.Default.GoMessage)!.Start;

        using var cancellation = new CancellationTokenSource();
        Task work = Task.WhenAll(workers.Select(worker => Start(() => worker.RunAsync(start, cancellation.Token), strategy.Blocks)));

        if (watch is not null)
        {
            Task writing = work;
            work = Task.WhenAll(writing, Start(() => watch.RunAsync(writing), strategy.Blocks));
        }

        // A thread of its own, for the pool's threads are the workers'.
        var reporter = new Thread(() => Report(output, workers, watch, session, work)) { IsBackground = true, Name = "stress reporter" };
        reporter.Start();

        bool parentIsGone = false;
        while (input.ReadLine() is { } news)
        {
            if (ended is not null) Hear(JsonSerializer.Deserialize(news, WorkerJson.Default.NewsMessage)!, ended, settings.Deal);
        }

        if (!work.IsCompleted)
        {
            parentIsGone = true;
            cancellation.Cancel();
            // A blocked call does not hear of it and may wait for half a minute yet. SQLite's locks end with the process.
            if (strategy.Blocks) Environment.Exit(ExitStatus.Failure);
        }

        reporter.Join();
        return parentIsGone ? ExitStatus.Failure : ExitStatus.Success;
    }

    private static void Hear(NewsMessage news, EndedItems ended, Deal deal)
    {
        if (news.Ended is { } end) ended.Hear(end);
        if (news.Gone is { } process) ended.HearGone(process, deal);
    }

    /// <summary>Starts a worker on the pool, or on a thread of its own where its calls block: the pool has few to begin with.</summary>
    private static Task Start(Func<Task> run, bool blocks) => blocks
        ? Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : Task.Run(run);

    private static void Report(TextWriter output, Worker[] workers, Watch? watch, IWorkerSession session, Task work)
    {
        try
        {
            while (!work.Wait(ProgressInterval))
            {
                Send(output, new WorkerMessage { Progress = new(workers.Sum(worker => worker.Writes), workers.Sum(worker => worker.Errors)) });
            }

            Send(output, new WorkerMessage { Report = Collect(workers, watch, session.ReadCounters()) });
        }
        catch (IOException)
        {
            // The parent no longer reads: it died, and its closed input ends this process.
            work.Wait();
        }
    }

    private static WorkerReport Collect(Worker[] workers, Watch? watch, StoreCounters counters)
    {
        var waits = new LatencyHistogram();
        var timeline = new Timeline();
        foreach (Worker worker in workers)
        {
            waits.Merge(worker.Waits);
            timeline.Merge(worker.Timeline);
        }

        return new WorkerReport
        {
            Writes = workers.Sum(worker => worker.Writes),
            Errors = workers.Sum(worker => worker.Errors) + (watch?.ErrorsByKind.Values.Sum() ?? 0),
            Done = workers.Max(worker => worker.Done),
            Ended = workers.Max(worker => worker.Ended),
            Begun = [.. workers.Select(worker => worker.Begun)],
            Failed = [.. workers.SelectMany(worker => worker.Failed)],
            Unknown = [.. workers.SelectMany(worker => worker.Unknown)],
            FirstError = workers.Select(worker => worker.FirstError?.Message).FirstOrDefault(message => message is not null),
            ErrorsByKind = workers.SelectMany(worker => worker.ErrorsByKind)
                .Concat(watch?.ErrorsByKind ?? [])
                .GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value), StringComparer.Ordinal),
            Waits = waits.Export(),
            MaxWait = waits.Max,
            TimelineWidth = timeline.Width,
            Timeline = timeline.Counts,
            Transactions = counters.Transactions,
            Retries = counters.Retries,
            Reads = counters.Reads,
            Looks = watch?.Looks ?? 0,
            LookFaults = watch?.Faults ?? 0,
            FirstLookFault = watch?.FirstFault,
            Warnings = counters.Warnings,
        };
    }

    /// <summary>May be called by any thread: the console's writer is one for all.</summary>
    private static void Send(TextWriter output, WorkerMessage message)
    {
        output.WriteLine(JsonSerializer.Serialize(message, WorkerJson.Default.WorkerMessage));
        output.Flush();
    }
}
