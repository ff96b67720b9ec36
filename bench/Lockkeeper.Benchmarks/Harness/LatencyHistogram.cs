using System.Diagnostics;
using System.Numerics;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>
/// Durations by a logarithm with 32 steps to each power of two: a quantile is right within 3 %, the longest is exact.
/// One thread at a time records.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;
    private readonly long[] _counts = new long[Steps * (64 - StepBits)];
    private long _longest;

    public long Count { get; private set; }

    public double LongestMilliseconds => _longest / 1e6;

    public void Record(long ticks)
    {
        var nanoseconds = (long)(ticks * (1e9 / Stopwatch.Frequency));
        if (nanoseconds < 0) nanoseconds = 0;
        _counts[Index(nanoseconds)]++;
        Count++;
        if (nanoseconds > _longest) _longest = nanoseconds;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _longest = Math.Max(_longest, other._longest);
    }

    /// <summary>The duration in milliseconds below which the given share (0 to 1) of all durations lies.</summary>
    public double QuantileMilliseconds(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0) return Math.Min(UpperBound(i), _longest) / 1e6;
        }

        return 0;
    }

    private static int Index(long value)
    {
        if (value < Steps) return (int)value;
        var exponent = BitOperations.Log2((ulong)value);
        var step = (int)(value >> (exponent - StepBits)) & (Steps - 1);
        return ((exponent - StepBits + 1) << StepBits) + step;
    }

    private static long UpperBound(int index)
    {
        if (index < Steps) return index;
        var exponent = (index >> StepBits) + StepBits - 1;
        var step = index & (Steps - 1);
        return ((long)(Steps + step + 1) << (exponent - StepBits)) - 1;
    }
}
