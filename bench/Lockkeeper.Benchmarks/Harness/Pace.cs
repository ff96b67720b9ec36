using System.Diagnostics;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>
/// One worker's loop and its record. The loop is closed: an operation begins when the one before it was acknowledged, so
/// one timestamp ends the one and begins the other.
/// </summary>
internal sealed class Pace
{
    private LoopPlan _plan = LoopPlan.OfWrites(0);
    private long _issued;

    /// <summary>All operations that were acknowledged, warm-up included: what must stand in the file afterwards.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Those that count for the throughput.</summary>
    public long Counted { get; private set; }

    /// <summary>When the last one was acknowledged.</summary>
    public long Now { get; private set; }

    public LatencyHistogram Waits { get; } = new();

    public void Begin(LoopPlan plan)
    {
        _plan = plan;
        _issued = 0;
        Now = Stopwatch.GetTimestamp();
    }

    public bool Continue() => Now < _plan.Until && _issued++ < _plan.Writes;

    public void Acknowledge()
    {
        var now = Stopwatch.GetTimestamp();
        Acknowledged++;
        if (now >= _plan.CountFrom)
        {
            Waits.Record(now - Now);
            if (now <= _plan.Until) Counted++;
        }

        Now = now;
    }

    /// <summary>Begins the next operation now, and not when the one before it ended.</summary>
    public void Resume() => Now = Stopwatch.GetTimestamp();

    /// <summary>Notes an operation before the start, which only has to stand in the file.</summary>
    public void AcknowledgeUnmeasured() => Acknowledged++;
}
