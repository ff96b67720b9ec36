using System.Collections;
using System.Numerics;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB.Appending;

// Dates, times, identifiers, and values whose type is known as they come only.
internal sealed unsafe partial class ColumnWriter
{
    public void Write(int row, DateOnly value) =>
        WriteRaw(row, Type.Kind == DuckDBType.Date ? TemporalValues.Days(value) : throw Mismatch<DateOnly>());

    public void Write(int row, TimeOnly value) => WriteRaw(row, Type.Kind switch
    {
        DuckDBType.Time => TemporalValues.Micros(value),
        DuckDBType.TimeNs => value.Ticks * TimeSpan.NanosecondsPerTick,
        _ => throw Mismatch<TimeOnly>(),
    });

    public void Write(int row, DateTime value)
    {
        var ticks = value.Ticks - DateTime.UnixEpoch.Ticks;
        WriteRaw(row, Type.Kind switch
        {
            DuckDBType.Timestamp => TemporalValues.Micros(value),
            DuckDBType.TimestampMs => TemporalValues.Floor(ticks, TimeSpan.TicksPerMillisecond),
            DuckDBType.TimestampS => TemporalValues.Floor(ticks, TimeSpan.TicksPerSecond),
            DuckDBType.TimestampNs => checked(ticks * TimeSpan.NanosecondsPerTick),
            _ => throw Mismatch<DateTime>(),
        });
    }

    public void Write(int row, DateTimeOffset value) =>
        WriteRaw(row, Type.Kind == DuckDBType.TimestampTz ? TemporalValues.Micros(value) : throw Mismatch<DateTimeOffset>());

    public void Write(int row, TimeSpan value) => Write(row, DuckDBInterval.FromTimeSpan(value));

    public void Write(int row, DuckDBInterval value) =>
        WriteRaw(row, Type.Kind == DuckDBType.Interval ? value : throw Mismatch<DuckDBInterval>());

    public void Write(int row, DuckDBTimeTz value) =>
        WriteRaw(row, Type.Kind == DuckDBType.TimeTz ? value.ToBits() : throw Mismatch<DuckDBTimeTz>());

    public void Write(int row, Guid value) =>
        WriteRaw(row, Type.Kind == DuckDBType.Uuid ? ValueFactory.ToNumber(value) ^ (UInt128.One << 127) : throw Mismatch<Guid>());

    public void Write(int row, BitArray value) =>
        WriteBytes(row, Type.Kind == DuckDBType.Bit && value.Length > 0 ? ValueFactory.ToBytes(value) : throw Mismatch<BitArray>());

    public void Write(int row, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                WriteNull(row);
                break;
            case string text:
                Write(row, text.AsSpan());
                break;
            case bool flag:
                Write(row, flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                Write(row, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ulong number:
                Write(row, (Int128)number);
                break;
            case Int128 number:
                Write(row, number);
                break;
            case UInt128 number:
                Write(row, number);
                break;
            case BigInteger number:
                Write(row, number);
                break;
            case float number:
                Write(row, (double)number);
                break;
            case double number:
                Write(row, number);
                break;
            case decimal number:
                Write(row, number);
                break;
            case DuckDBDecimal number:
                Write(row, number);
                break;
            case DateTime time:
                Write(row, time);
                break;
            case DateTimeOffset instant:
                Write(row, instant);
                break;
            case DateOnly date:
                Write(row, date);
                break;
            case TimeOnly time:
                Write(row, time);
                break;
            case TimeSpan time:
                Write(row, time);
                break;
            case DuckDBInterval interval:
                Write(row, interval);
                break;
            case DuckDBTimeTz time:
                Write(row, time);
                break;
            case Guid guid:
                Write(row, guid);
                break;
            case byte[] bytes:
                Write(row, bytes.AsSpan());
                break;
            case BitArray bits:
                Write(row, bits);
                break;
            default:
                throw new InvalidCastException($"A {value.GetType()} cannot be appended to a column of the type {Type}.");
        }
    }
}
