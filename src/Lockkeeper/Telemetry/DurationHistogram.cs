using System.Numerics;
using Lockkeeper.Locking;

namespace Lockkeeper.Telemetry;

/// <summary>Counts durations by power of two microseconds, as <see cref="BoardHistograms"/> shows them.</summary>
internal sealed class DurationHistogram
{
    private readonly int[] _counts = new int[BoardHistograms.Buckets];

    /// <summary>Counts one. One thread at a time.</summary>
    public void Add(TimeSpan duration)
    {
        var microseconds = (ulong)Math.Max(1, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        _counts[Math.Min(BitOperations.Log2(microseconds), BoardHistograms.Buckets - 1)]++;
    }

    /// <summary>A copy; a count that changes meanwhile may be in it or not.</summary>
    public int[] Snapshot() => [.. _counts];
}
