using System.Diagnostics;

namespace Lockkeeper;

/// <summary>
/// Tells a caller whose calls are all answered at once when to let go of its pool thread for a moment: a loop over such
/// calls never returns to the pool by itself, and others may be waiting for the thread. Whoever does something else
/// between its calls is never told so.
/// </summary>
internal static class PoolCourtesy
{
    // Calls that follow each other sooner than this are one loop; one that goes on for longer than that lets go.
    private static readonly long Soon = Stopwatch.Frequency / 100_000;
    private static readonly long Long = Stopwatch.Frequency / 2_000;

    [ThreadStatic] private static long _began;
    [ThreadStatic] private static long _ended;

    /// <summary>Called before a call that may be answered at once: whether it is time to let go, and somebody waits.</summary>
    public static bool IsDue()
    {
        var now = Stopwatch.GetTimestamp();
        if (now - _ended > Soon) _began = now;
        if (now - _began < Long) return false;
        _began = now;
        return ThreadPool.PendingWorkItemCount > 0;
    }

    /// <summary>Called after a call that was answered at once.</summary>
    public static void Answered() => _ended = Stopwatch.GetTimestamp();
}
