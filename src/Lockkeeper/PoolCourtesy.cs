using Lockkeeper.Telemetry;

namespace Lockkeeper;

/// <summary>
/// Tells a caller whose calls are all answered at once when to let go of its pool thread for a moment. A loop over such
/// calls never returns to the pool by itself, and others may be waiting for the thread.
/// </summary>
internal sealed class PoolCourtesy(Clock clock)
{
    private readonly long _every = clock.Ticks(TimeSpan.FromMicroseconds(250));
    private long _last;

    /// <summary>Whether it is time, and somebody waits. Two threads that ask at once may both be told so.</summary>
    public bool IsDue()
    {
        var now = clock.Now;
        if (now - Volatile.Read(ref _last) < _every) return false;
        Volatile.Write(ref _last, now);
        return ThreadPool.PendingWorkItemCount > 0;
    }
}
