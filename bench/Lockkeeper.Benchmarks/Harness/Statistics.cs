namespace Lockkeeper.Benchmarks.Harness;

/// <summary>The middle of some repetitions, and how far they lie apart.</summary>
/// <param name="Median">The middle value.</param>
/// <param name="Lowest">The lowest one.</param>
/// <param name="Highest">The highest one.</param>
internal sealed record Spread(double Median, double Lowest, double Highest);

internal static class Statistics
{
    public static Spread Summarize(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1]);
    }

    /// <summary>Jain's fairness index: 1 when all shares are equal, 1/n when one has it all.</summary>
    public static double Jain(IReadOnlyCollection<long> shares)
    {
        var sum = shares.Sum(share => (double)share);
        var squares = shares.Sum(share => (double)share * share);
        return squares == 0 ? 0 : sum * sum / (shares.Count * squares);
    }
}
