using System.Globalization;

namespace Lockkeeper.DuckDB;

/// <summary>
/// DuckDB's <c>INTERVAL</c>: months, days and microseconds, which do not convert into each other, as a month has no fixed number of days nor
/// a day of hours (https://duckdb.org/docs/stable/sql/data_types/interval).
/// </summary>
/// <param name="Months">Months, twelve a year.</param>
/// <param name="Days">Days.</param>
/// <param name="Micros">Microseconds.</param>
public readonly record struct DuckDBInterval(int Months, int Days, long Micros)
{
    /// <summary>The interval as hours, minutes and so on, a day being 24 hours.</summary>
    /// <exception cref="InvalidCastException">It has months, which are no fixed time.</exception>
    /// <exception cref="OverflowException">It is longer than a <see cref="TimeSpan"/>.</exception>
    public static explicit operator TimeSpan(DuckDBInterval value) => value.ToTimeSpan();

    /// <summary>The time in microseconds; what a <see cref="TimeSpan"/> has beyond them is cut.</summary>
    public static explicit operator DuckDBInterval(TimeSpan value) => FromTimeSpan(value);

    /// <summary>The time in microseconds; what a <see cref="TimeSpan"/> has beyond them is cut.</summary>
    public static DuckDBInterval FromTimeSpan(TimeSpan value) => new(0, 0, value.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The interval as hours, minutes and so on, a day being 24 hours.</summary>
    /// <exception cref="InvalidCastException">It has months, which are no fixed time.</exception>
    public TimeSpan ToTimeSpan() => Months == 0
        ? new(checked((Days * TimeSpan.TicksPerDay) + (Micros * TimeSpan.TicksPerMicrosecond)))
        : throw new InvalidCastException($"The interval of {ToString()} has months, which are no fixed time. Read it as a DuckDBInterval.");

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Months} months {Days} days {Micros} microseconds");
}
