using System.Globalization;

namespace Lockkeeper.DuckDB;

/// <summary>DuckDB's <c>TIMETZ</c>: a time of day and the offset from UTC that it is told in.</summary>
/// <param name="Time">The time of day there, to the microsecond.</param>
/// <param name="Offset">The offset from UTC, positive to the east; whole seconds, less than 16 hours either way.</param>
public readonly record struct DuckDBTimeTz(TimeOnly Time, TimeSpan Offset)
{
    private const int MaxOffset = (16 * 60 * 60) - 1;
    private const int OffsetBits = 24;

    /// <summary>As SQL writes it: <c>01:02:03+01:00</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Time:HH:mm:ss.FFFFFF}{(Offset < TimeSpan.Zero ? '-' : '+')}{Offset:hh\\:mm}{(Offset.Seconds == 0 ? "" : Offset.ToString("\\:ss", CultureInfo.InvariantCulture))}");

    // 40 bits of microseconds, then 24 bits of the offset, turned round so that values sort as instants do.
    internal static DuckDBTimeTz FromBits(ulong bits)
    {
        var ticks = (long)(bits >> OffsetBits) * TimeSpan.TicksPerMicrosecond;
        return ticks < TimeSpan.TicksPerDay
            ? new(new(ticks), TimeSpan.FromSeconds(MaxOffset - (int)(bits & ((1UL << OffsetBits) - 1))))
            : throw new OverflowException("The time of day is 24:00:00, which TimeOnly does not hold. Read it as text (CAST … AS VARCHAR).");
    }

    internal ulong ToBits()
    {
        var seconds = Offset.Ticks / TimeSpan.TicksPerSecond;
        return Math.Abs(seconds) <= MaxOffset
            ? ((ulong)(Time.Ticks / TimeSpan.TicksPerMicrosecond) << OffsetBits) | (ulong)(MaxOffset - seconds)
            : throw new OverflowException($"The offset {Offset} is not within the 15:59:59 either way that DuckDB's TIMETZ has.");
    }
}
