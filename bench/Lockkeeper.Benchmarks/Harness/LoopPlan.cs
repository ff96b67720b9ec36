using System.Diagnostics;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>How long each worker goes on, in timestamps of <see cref="Stopwatch"/>, which all processes share.</summary>
/// <param name="Writes">The most operations of one worker.</param>
/// <param name="CountFrom">What is acknowledged earlier is warm-up.</param>
/// <param name="Until">No operation begins later; one that ends later counts for the longest wait, not for the throughput.</param>
internal sealed record LoopPlan(long Writes, long CountFrom, long Until)
{
    /// <summary>A fixed number of operations for each worker, all of which count.</summary>
    public static LoopPlan OfWrites(long writes) => new(writes, long.MinValue, long.MaxValue);

    /// <summary>A warm-up, then a window of time in which all that is acknowledged counts.</summary>
    public static LoopPlan OfWindow(TimeSpan warmUp, TimeSpan window)
    {
        var from = Stopwatch.GetTimestamp() + Ticks(warmUp);
        return new(long.MaxValue, from, from + Ticks(window));
    }

    public static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
