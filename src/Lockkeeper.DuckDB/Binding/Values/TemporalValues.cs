namespace Lockkeeper.DuckDB.Values;

/// <summary>.NET's dates and times as DuckDB's counts since 1970. What is finer than a microsecond is cut.</summary>
internal static class TemporalValues
{
    private static readonly int UnixDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static int Days(DateOnly value) => value.DayNumber - UnixDay;

    public static long Micros(TimeOnly value) => value.Ticks / TimeSpan.TicksPerMicrosecond;

    public static long Micros(DateTime value) => Floor(value.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    public static long Micros(DateTimeOffset value) => Floor(value.UtcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond);

    /// <summary>Towards the past, also before 1970.</summary>
    public static long Floor(long value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
