using System.Globalization;
using System.Numerics;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

// Numbers. An integer column is read as any type of integer that its value fits; what does not fit is an OverflowException.
internal sealed unsafe partial class VectorReader
{
    public bool GetBoolean(int row) => Is(DuckDBType.Boolean, row) ? Raw<byte>(row) != 0 : throw Mismatch<bool>(row);

    public int GetInt32(int row) => Is(DuckDBType.Integer, row) ? Raw<int>(row) : checked((int)GetInt64(row));

    /// <summary>Of a date or a timestamp: its count of days, seconds, milli-, micro- or nanoseconds since 1970.</summary>
    public long GetInt64(int row)
    {
        if (Is(DuckDBType.BigInt, row))
        {
            return Raw<long>(row);
        }

        ThrowIfNull<long>(row);
        return Type.Kind switch
        {
            DuckDBType.Integer or DuckDBType.Date => Raw<int>(row),
            DuckDBType.UInteger => Raw<uint>(row),
            DuckDBType.SmallInt => Raw<short>(row),
            DuckDBType.USmallInt => Raw<ushort>(row),
            DuckDBType.TinyInt => Raw<sbyte>(row),
            DuckDBType.UTinyInt => Raw<byte>(row),
            DuckDBType.UBigInt => checked((long)Raw<ulong>(row)),
            DuckDBType.HugeInt => checked((long)GetInt128(row)),
            DuckDBType.UHugeInt => checked((long)GetUInt128(row)),
            DuckDBType.Timestamp or DuckDBType.TimestampTz or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs
                or DuckDBType.Time or DuckDBType.TimeNs => Raw<long>(row),
            _ => throw Mismatch<long>(row),
        };
    }

    public ulong GetUInt64(int row) => Is(DuckDBType.UBigInt, row) ? Raw<ulong>(row) : checked((ulong)GetInt128(row));

    public Int128 GetInt128(int row) => Is(DuckDBType.HugeInt, row)
        ? Raw<NativeHugeInt>(row).ToInt128()
        : Is(DuckDBType.UHugeInt, row) ? checked((Int128)Raw<NativeUHugeInt>(row).ToUInt128())
        : Is(DuckDBType.UBigInt, row) ? Raw<ulong>(row)
        : GetInt64(row);

    public UInt128 GetUInt128(int row) =>
        Is(DuckDBType.UHugeInt, row) ? Raw<NativeUHugeInt>(row).ToUInt128() : checked((UInt128)GetInt128(row));

    public BigInteger GetBigInteger(int row)
    {
        if (!Is(DuckDBType.BigNum, row))
        {
            return Is(DuckDBType.UHugeInt, row) ? (BigInteger)GetUInt128(row) : (BigInteger)GetInt128(row);
        }

        return BigNumFormat.Decode(Bytes(row));
    }

    public float GetFloat(int row) => Is(DuckDBType.Float, row) ? Raw<float>(row) : (float)GetDouble(row);

    public double GetDouble(int row)
    {
        if (Is(DuckDBType.Double, row))
        {
            return Raw<double>(row);
        }

        ThrowIfNull<double>(row);
        return Type.Kind switch
        {
            DuckDBType.Float => Raw<float>(row),
            DuckDBType.Decimal => double.Parse(GetDuckDBDecimal(row).ToString(), CultureInfo.InvariantCulture),
            _ when IsInteger => (double)GetBigInteger(row),
            _ => throw Mismatch<double>(row),
        };
    }

    public decimal GetDecimal(int row)
    {
        if (Is(DuckDBType.Decimal, row) && Type.Storage is DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt)
        {
            var unscaled = (long)Unscaled(row);
            var magnitude = (ulong)Math.Abs(unscaled);
            return new((int)magnitude, (int)(magnitude >> 32), 0, unscaled < 0, Type.Scale);
        }

        ThrowIfNull<decimal>(row);
        return Type.Kind switch
        {
            DuckDBType.Decimal => GetDuckDBDecimal(row).ToDecimal(),
            DuckDBType.Double => (decimal)Raw<double>(row),
            DuckDBType.Float => (decimal)Raw<float>(row),
            _ when IsInteger => (decimal)GetBigInteger(row),
            _ => throw Mismatch<decimal>(row),
        };
    }

    public DuckDBDecimal GetDuckDBDecimal(int row) =>
        Is(DuckDBType.Decimal, row) ? new(Unscaled(row), Type.Scale) : throw Mismatch<DuckDBDecimal>(row);

    private bool IsInteger => Type.Kind is DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt
        or DuckDBType.UTinyInt or DuckDBType.USmallInt or DuckDBType.UInteger or DuckDBType.UBigInt or DuckDBType.HugeInt
        or DuckDBType.UHugeInt or DuckDBType.BigNum;

    private Int128 Unscaled(int row) => Type.Storage switch
    {
        DuckDBType.SmallInt => Raw<short>(row),
        DuckDBType.Integer => Raw<int>(row),
        DuckDBType.BigInt => Raw<long>(row),
        _ => Raw<NativeHugeInt>(row).ToInt128(),
    };

    private void ThrowIfNull<T>(int row)
    {
        if (IsNull(row))
        {
            throw Mismatch<T>(row);
        }
    }

    private InvalidCastException Mismatch<T>(int row) => new(IsNull(row)
        ? $"The value is NULL, which no {typeof(T).Name} can be. Ask IsDBNull first, or read a nullable type."
        : $"A value of the type {Type} cannot be read as {typeof(T).Name}, but as {Type.ClrType.Name}.");
}
