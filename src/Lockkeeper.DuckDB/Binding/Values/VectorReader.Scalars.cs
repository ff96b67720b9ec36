using System.Globalization;

namespace Lockkeeper.DuckDB.Values;

// Dates, times, texts and identifiers. DuckDB's are wider than .NET's: what does not fit is an OverflowException, never another value.
internal sealed unsafe partial class VectorReader
{
    public string GetString(int row) => Is(DuckDBType.Varchar, row)
        ? Text(row)
        : Is(DuckDBType.Enum, row) ? Type.Labels[EnumIndex(row)]
        : throw Mismatch<string>(row);

    public byte[] GetBytes(int row) => Is(DuckDBType.Blob, row) ? Bytes(row).ToArray() : throw Mismatch<byte[]>(row);

    // A signed 128-bit number whose highest bit is turned round, so that numbers sort as the identifiers do.
    public Guid GetGuid(int row)
    {
        if (!Is(DuckDBType.Uuid, row))
        {
            return Is(DuckDBType.Varchar, row) ? Guid.Parse(Text(row), CultureInfo.InvariantCulture) : throw Mismatch<Guid>(row);
        }

        var value = Raw<UInt128>(row) ^ (UInt128.One << 127);
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new(bytes, bigEndian: true);
    }

    public DateOnly GetDateOnly(int row)
    {
        if (!Is(DuckDBType.Date, row))
        {
            return Is(DuckDBType.Timestamp, row) ? DateOnly.FromDateTime(GetDateTime(row)) : throw Mismatch<DateOnly>(row);
        }

        var day = Raw<int>(row) + (long)UnixDay;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : throw OutOfRange<DateOnly>();
    }

    public TimeOnly GetTimeOnly(int row)
    {
        ThrowIfNull<TimeOnly>(row);
        var ticks = Type.Kind switch
        {
            DuckDBType.Time => Raw<long>(row) * TimeSpan.TicksPerMicrosecond,
            DuckDBType.TimeNs => Raw<long>(row) / 100,
            _ => throw Mismatch<TimeOnly>(row),
        };
        return ticks < TimeSpan.TicksPerDay ? new(ticks) : throw OutOfRange<TimeOnly>();
    }

    public DuckDBTimeTz GetTimeTz(int row) =>
        Is(DuckDBType.TimeTz, row) ? DuckDBTimeTz.FromBits(Raw<ulong>(row)) : throw Mismatch<DuckDBTimeTz>(row);

    public DuckDBInterval GetInterval(int row) =>
        Is(DuckDBType.Interval, row) ? Raw<DuckDBInterval>(row) : throw Mismatch<DuckDBInterval>(row);

    public TimeSpan GetTimeSpan(int row) => Is(DuckDBType.Time, row)
        ? new(Raw<long>(row) * TimeSpan.TicksPerMicrosecond)
        : GetInterval(row).ToTimeSpan();

    /// <summary>The clock's time. That of an instant is UTC's, and the value says so.</summary>
    public DateTime GetDateTime(int row)
    {
        ThrowIfNull<DateTime>(row);
        return Type.Kind switch
        {
            DuckDBType.Timestamp => FromEpoch(Raw<long>(row), TimeSpan.TicksPerMicrosecond),
            DuckDBType.TimestampTz => DateTime.SpecifyKind(FromEpoch(Raw<long>(row), TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc),
            DuckDBType.TimestampS => FromEpoch(Raw<long>(row), TimeSpan.TicksPerSecond),
            DuckDBType.TimestampMs => FromEpoch(Raw<long>(row), TimeSpan.TicksPerMillisecond),
            DuckDBType.TimestampNs when Raw<long>(row) is > -long.MaxValue and < long.MaxValue => FromEpoch(TemporalValues.Floor(Raw<long>(row), 100), 1),
            DuckDBType.TimestampNs => throw OutOfRange<DateTime>(),
            DuckDBType.Date => GetDateOnly(row).ToDateTime(TimeOnly.MinValue),
            _ => throw Mismatch<DateTime>(row),
        };
    }

    public DateTimeOffset GetDateTimeOffset(int row) =>
        Is(DuckDBType.TimestampTz, row) ? new(GetDateTime(row)) : throw Mismatch<DateTimeOffset>(row);

    private static int UnixDay => DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private int EnumIndex(int row) => Type.Storage switch
    {
        DuckDBType.UTinyInt => Raw<byte>(row),
        DuckDBType.USmallInt => Raw<ushort>(row),
        _ => checked((int)Raw<uint>(row)),
    };

    private DateTime FromEpoch(long count, long ticksEach)
    {
        var ticks = ((Int128)count * ticksEach) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new((long)ticks) : throw OutOfRange<DateTime>();
    }

    private OverflowException OutOfRange<T>() => new(
        $"The value of the type {Type} is infinite or outside of what {typeof(T).Name} holds. Read it as text (CAST … AS VARCHAR) or by GetInt64.");
}
