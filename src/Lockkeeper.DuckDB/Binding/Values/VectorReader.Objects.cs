using System.Collections;

namespace Lockkeeper.DuckDB.Values;

// Values as objects, of the type that ColumnType.ClrType says.
internal sealed unsafe partial class VectorReader
{
    /// <summary>The value, or <see cref="DBNull"/>.</summary>
    public object GetValue(int row) => GetValueOrNull(row) ?? DBNull.Value;

    /// <summary>The value; <see langword="null"/> stands for <c>NULL</c>, as it does inside of lists and structs.</summary>
    public object? GetValueOrNull(int row) => IsNull(row) ? null : Type.Kind switch
    {
        DuckDBType.Boolean => Raw<byte>(row) != 0,
        DuckDBType.TinyInt => Raw<sbyte>(row),
        DuckDBType.SmallInt => Raw<short>(row),
        DuckDBType.Integer => Raw<int>(row),
        DuckDBType.BigInt => Raw<long>(row),
        DuckDBType.UTinyInt => Raw<byte>(row),
        DuckDBType.USmallInt => Raw<ushort>(row),
        DuckDBType.UInteger => Raw<uint>(row),
        DuckDBType.UBigInt => Raw<ulong>(row),
        DuckDBType.HugeInt => GetInt128(row),
        DuckDBType.UHugeInt => GetUInt128(row),
        DuckDBType.BigNum => GetBigInteger(row),
        DuckDBType.Float => Raw<float>(row),
        DuckDBType.Double => Raw<double>(row),
        DuckDBType.Decimal => GetDecimal(row),
        DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs => GetDateTime(row),
        DuckDBType.TimestampTz => GetDateTimeOffset(row),
        DuckDBType.Date => GetDateOnly(row),
        DuckDBType.Time or DuckDBType.TimeNs => GetTimeOnly(row),
        DuckDBType.TimeTz => GetTimeTz(row),
        DuckDBType.Interval => GetInterval(row),
        DuckDBType.Uuid => GetGuid(row),
        DuckDBType.Varchar or DuckDBType.Enum => GetString(row),
        DuckDBType.Blob => Bytes(row).ToArray(),
        DuckDBType.Bit => GetBits(row),
        DuckDBType.List or DuckDBType.Array => GetList(row),
        DuckDBType.Map => GetMap(row),
        DuckDBType.Struct => GetStruct(row),
        DuckDBType.Union => _children[_data[row]].GetValueOrNull(row),
        _ => throw new NotSupportedException(
            $"A column of DuckDB's type number {(int)Type.Kind} cannot be read as a .NET value. Read it as text (CAST … AS VARCHAR)."),
    };

    /// <summary>Where the elements of a list or an array are in the child.</summary>
    private (int First, int Count) Elements(int row)
    {
        if (Type.Kind == DuckDBType.Array)
        {
            return (checked(row * Type.Length), Type.Length);
        }

        var entry = Raw<Native.NativeListEntry>(row);
        return (checked((int)entry.Offset), checked((int)entry.Length));
    }

    private object?[] GetList(int row)
    {
        var (first, count) = Elements(row);
        var values = new object?[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = _children[0].GetValueOrNull(first + i);
        }

        return values;
    }

    private Dictionary<string, object?> GetStruct(int row)
    {
        var values = new Dictionary<string, object?>(_children.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _children.Length; i++)
        {
            values[Type.Names[i]] = _children[i].GetValueOrNull(row);
        }

        return values;
    }

    private Dictionary<object, object?> GetMap(int row)
    {
        var (first, count) = Elements(row);
        var values = new Dictionary<object, object?>(count);
        for (var i = first; i < first + count; i++)
        {
            values[_children[0].GetValue(i)] = _children[1].GetValueOrNull(i);
        }

        return values;
    }

    // The first byte says how many bits of the second are padding; the bits come high to low.
    private BitArray GetBits(int row)
    {
        var bytes = Bytes(row);
        int padding = bytes[0];
        var bits = new BitArray(((bytes.Length - 1) * 8) - padding);
        for (var i = 0; i < bits.Length; i++)
        {
            var at = i + padding;
            bits[i] = ((bytes[1 + (at >> 3)] >> (7 - (at & 7))) & 1) != 0;
        }

        return bits;
    }
}
