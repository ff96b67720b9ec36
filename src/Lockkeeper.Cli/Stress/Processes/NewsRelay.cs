namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>Carries the word of ended items from each process to all others, and that a process has gone.</summary>
internal static class NewsRelay
{
    /// <summary>Begins to. Ends with the processes.</summary>
    /// <param name="processes">All of them, which have not been given the word to begin.</param>
    public static void Start(IReadOnlyList<WorkerProcess> processes)
    {
        foreach (WorkerProcess process in processes)
        {
            // Sent in the order in which they are told: each process's lines are read by one reader.
            process.ItemEnded = end => Tell(processes, process, new NewsMessage(Ended: end));
            _ = TellWhenGoneAsync(processes, process);
        }
    }

    private static async Task TellWhenGoneAsync(IReadOnlyList<WorkerProcess> processes, WorkerProcess process)
    {
        await process.Finished;
        Tell(processes, process, new NewsMessage(Gone: process.Number));
    }

    private static void Tell(IReadOnlyList<WorkerProcess> processes, WorkerProcess from, NewsMessage news)
    {
        foreach (WorkerProcess to in processes.Where(process => process != from)) to.Tell(news);
    }
}
