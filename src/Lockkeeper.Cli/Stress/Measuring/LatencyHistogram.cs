using System.Numerics;

namespace Lockkeeper.Cli.Stress.Measuring;

/// <summary>
/// Counts durations in buckets whose width is 1/64 of their value, so that every percentile is within 1 % of the exact
/// one; the longest duration is kept exactly. One thread at a time records; histograms of several are merged afterwards.
/// </summary>
/// <remarks>A duration <c>v</c> with its highest bit at <c>6 + s</c> goes into bucket <c>64 s + (v &gt;&gt; s)</c>.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    // 2^42 ns is over an hour, longer than a write may take.
    private const int MaxBits = 42;
    private const long Ceiling = (1L << MaxBits) - 1;

    // A row of 64 is made when it is first needed: waits of one run lie within a few powers of two.
    private readonly int[]?[] _rows = new int[MaxBits - SubBits + 1][];

    /// <summary>How many durations were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in nanoseconds; 0 where none was recorded.</summary>
    public long Max { get; private set; }

    /// <summary>Records a duration in nanoseconds. A negative one counts as 0.</summary>
    public void Record(long nanoseconds)
    {
        long value = Math.Max(0, nanoseconds);
        Max = Math.Max(Max, value);
        Add(BucketOf(value), 1);
    }

    /// <summary>Adds all that <paramref name="other"/> counted.</summary>
    public void Merge(LatencyHistogram other)
    {
        for (int row = 0; row < _rows.Length; row++)
        {
            if (other._rows[row] is not { } counts) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                if (counts[i] != 0) Add((row << SubBits) + i, counts[i]);
            }
        }

        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The duration that the given share of all did not exceed, in nanoseconds; 0 where none was recorded.</summary>
    /// <param name="share">From 0 to 1; 0.99 for p99, 1 for the exact longest.</param>
    public long Percentile(double share)
    {
        long rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Math.Max(1, Count));
        if (rank >= Count) return Max;

        long seen = 0;
        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is not { } counts) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                seen += counts[i];
                if (seen >= rank) return Math.Min(Max, MiddleOf((row << SubBits) + i));
            }
        }

        return Max;
    }

    /// <summary>The buckets that are not empty, as bucket and count in turn, for another process to read.</summary>
    public IReadOnlyList<int> Export()
    {
        var pairs = new List<int>();
        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is not { } counts) continue;
            for (int i = 0; i < SubBuckets; i++)
            {
                if (counts[i] == 0) continue;
                pairs.Add((row << SubBits) + i);
                pairs.Add(counts[i]);
            }
        }

        return pairs;
    }

    /// <summary>The histogram that <see cref="Export"/> gave.</summary>
    public static LatencyHistogram Import(IReadOnlyList<int> pairs, long max)
    {
        var histogram = new LatencyHistogram { Max = max };
        for (int i = 0; i + 1 < pairs.Count; i += 2) histogram.Add(pairs[i], pairs[i + 1]);
        return histogram;
    }

    private void Add(int bucket, int count)
    {
        int[] row = _rows[bucket >> SubBits] ??= new int[SubBuckets];
        row[bucket & (SubBuckets - 1)] += count;
        Count += count;
    }

    private static int BucketOf(long value)
    {
        value = Math.Min(value, Ceiling);
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits);
        return (shift << SubBits) + (int)(value >> shift);
    }

    private static long MiddleOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> SubBits) - 1);
        long low = (long)(bucket - (shift << SubBits)) << shift;
        return low + ((1L << shift) >> 1);
    }
}
