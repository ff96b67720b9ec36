namespace Lockkeeper.Telemetry;

/// <summary>Monotonic time of one <see cref="TimeProvider"/>, in its own ticks.</summary>
internal sealed class Clock(TimeProvider provider)
{
    private readonly double _ticksPerSecond = provider.TimestampFrequency;

    public TimeProvider Provider { get; } = provider;

    /// <summary>Now, in ticks since an arbitrary moment.</summary>
    public long Now => Provider.GetTimestamp();

    /// <summary>Now, UTC.</summary>
    public DateTimeOffset UtcNow => Provider.GetUtcNow();

    public long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * _ticksPerSecond);

    public TimeSpan Since(long ticks) => Provider.GetElapsedTime(ticks);

    public TimeSpan Between(long start, long end) => Provider.GetElapsedTime(start, end);
}
