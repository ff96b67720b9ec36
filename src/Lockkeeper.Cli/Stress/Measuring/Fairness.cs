namespace Lockkeeper.Cli.Stress.Measuring;

/// <summary>How evenly processes got their turn.</summary>
internal static class Fairness
{
    /// <summary>
    /// Jain's index, (Σx)² / (n Σx²): 1 when all got the same, 1/n when one got all
    /// (R. Jain, D. Chiu, W. Hawe, DEC-TR-301, 1984). 0 where nobody got anything.
    /// </summary>
    public static double Jain(IReadOnlyCollection<double> shares)
    {
        double sum = shares.Sum();
        double squares = shares.Sum(share => share * share);
        return squares == 0 ? 0 : sum * sum / (shares.Count * squares);
    }

    /// <summary>
    /// Jain's index over the writes that each process had acknowledged when the first of them was done. All are given the
    /// same work, so their totals would say nothing; up to that moment all of them wanted to write all the time.
    /// </summary>
    /// <param name="processes">Each process's timeline, and when it was done in nanoseconds after the start.</param>
    public static double BetweenProcesses(IReadOnlyCollection<(Timeline Timeline, long Done)> processes) => Jain(CountsOf(processes));

    /// <summary>What each process had acknowledged then, against an even share: 1 is even.</summary>
    /// <param name="processes">As for <see cref="BetweenProcesses"/>.</param>
    public static IReadOnlyList<double> SharesOf(IReadOnlyCollection<(Timeline Timeline, long Done)> processes)
    {
        double[] counts = CountsOf(processes);
        double even = counts.Sum() / Math.Max(1, counts.Length);
        return even == 0 ? counts : [.. counts.Select(count => count / even)];
    }

    private static double[] CountsOf(IReadOnlyCollection<(Timeline Timeline, long Done)> processes)
    {
        if (processes.Count == 0) return [];
        long window = processes.Min(process => process.Done);
        // The last interval of one that is done is not evenly filled: all it holds lies before that moment.
        return [.. processes.Select(process => process.Timeline.CountUntil(process.Done <= window ? long.MaxValue : window))];
    }
}
