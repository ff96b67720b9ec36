namespace Lockkeeper.Benchmarks.Harness;

/// <summary>What the workers of one process did.</summary>
/// <param name="Counted">Operations that count for the throughput.</param>
/// <param name="Acknowledged">All acknowledged operations, warm-up included.</param>
/// <param name="Seconds">The time that <paramref name="Counted"/> took.</param>
/// <param name="Waits">From each call to its acknowledgement.</param>
internal sealed record LoopResult(long Counted, long Acknowledged, double Seconds, LatencyHistogram Waits)
{
    public double PerSecond => Counted / Seconds;
}
