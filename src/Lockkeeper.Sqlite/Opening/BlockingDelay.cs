namespace Lockkeeper.Sqlite.Opening;

/// <summary>Waits on the calling thread by the clock of the options.</summary>
internal static class BlockingDelay
{
    /// <summary>Blocks the calling thread for <paramref name="delay"/>.</summary>
    public static void Wait(TimeProvider time, TimeSpan delay)
    {
        using var passed = new ManualResetEventSlim();
        using var timer = time.CreateTimer(
            static state => ((ManualResetEventSlim)state!).Set(), passed, delay, Timeout.InfiniteTimeSpan);
        passed.Wait();
    }
}
