using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Cli.Stress.Report;

/// <summary>What was measured, as points to draw.</summary>
internal static class Curves
{
    private const int LatencyPoints = 120;
    private const int ThroughputPoints = 80;

    /// <summary>
    /// Percentiles at even steps of the logarithm of <c>1 / (1 - share)</c>, which gives the rare long waits as much room as
    /// the usual ones: 1 is the shortest, 100 is p99, and the last point is the longest wait. In milliseconds.
    /// </summary>
    public static IReadOnlyList<double[]> Latency(LatencyHistogram waits)
    {
        if (waits.Count == 0) return [];
        double end = Math.Log(Math.Max(2, waits.Count));
        return
        [
            .. Enumerable.Range(0, LatencyPoints + 1).Select(i =>
            {
                double x = Math.Exp(end * i / LatencyPoints);
                double share = i == LatencyPoints ? 1 : 1 - (1 / x);
                // A logarithmic axis has no zero.
                return new[] { Math.Round(x, 4), Math.Max(1, waits.Percentile(share)) / 1e6 };
            }),
        ];
    }

    /// <summary>Writes a second in intervals that together fill the time until the last acknowledgement.</summary>
    /// <param name="timeline">When writes were acknowledged.</param>
    /// <param name="seconds">When the last one was.</param>
    public static IReadOnlyList<double[]> Throughput(Timeline timeline, double seconds)
    {
        double width = Math.Max(seconds / ThroughputPoints, timeline.Width / 1e9);
        int points = Math.Max(1, (int)Math.Round(seconds / width));
        width = seconds / points;
        if (seconds <= 0) return [];
        return
        [
            .. Enumerable.Range(0, points).Select(i =>
            {
                double from = timeline.CountUntil((long)(i * width * 1e9));
                double to = timeline.CountUntil(i == points - 1 ? long.MaxValue : (long)((i + 1) * width * 1e9));
                return new[] { Math.Round((i + 0.5) * width, 5), Math.Round((to - from) / width, 1) };
            }),
        ];
    }
}
