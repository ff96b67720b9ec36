namespace Lockkeeper.Cli.Stress.Measuring;

/// <summary>
/// How many writes were acknowledged when: counts in intervals of equal width from the common start. It keeps its size by
/// doubling the width whenever the run outgrows it. One thread at a time records.
/// </summary>
internal sealed class Timeline
{
    /// <summary>Intervals; the width is between 1/512 and 1/256 of a run.</summary>
    public const int Intervals = 512;

    private const long FirstWidth = 250_000;
    private readonly int[] _counts = new int[Intervals];

    /// <summary>The width of an interval in nanoseconds: 0.25 ms times a power of two.</summary>
    public long Width { get; private set; } = FirstWidth;

    /// <summary>The counts, interval by interval.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Counts one write at this many nanoseconds after the start.</summary>
    public void Record(long nanoseconds) => Add(Math.Max(0, nanoseconds), 1);

    /// <summary>Adds all that <paramref name="other"/> counted.</summary>
    public void Merge(Timeline other)
    {
        while (Width < other.Width) Fold();
        for (int i = 0; i < Intervals; i++)
        {
            if (other._counts[i] != 0) Add(i * other.Width, other._counts[i]);
        }
    }

    /// <summary>
    /// The writes from the start to this many nanoseconds after it. Within the last interval they count as evenly spread.
    /// </summary>
    public double CountUntil(long nanoseconds)
    {
        double sum = 0;
        for (int i = 0; i < Intervals && i * Width < nanoseconds; i++)
        {
            sum += _counts[i] * Math.Min(1.0, (nanoseconds - (i * Width)) / (double)Width);
        }

        return sum;
    }

    /// <summary>The timeline with these counts.</summary>
    public static Timeline Import(long width, IReadOnlyList<int> counts)
    {
        var timeline = new Timeline { Width = width };
        for (int i = 0; i < counts.Count && i < Intervals; i++) timeline._counts[i] = counts[i];
        return timeline;
    }

    private void Add(long nanoseconds, int count)
    {
        while (nanoseconds / Width >= Intervals) Fold();
        _counts[nanoseconds / Width] += count;
    }

    private void Fold()
    {
        for (int i = 0; i < Intervals / 2; i++) _counts[i] = _counts[2 * i] + _counts[(2 * i) + 1];
        Array.Clear(_counts, Intervals / 2, Intervals / 2);
        Width *= 2;
    }
}
