using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lockkeeper.DuckDB.Values;

// Values as the type that the caller asks for. The comparisons of types are decided as the code is compiled.
internal sealed unsafe partial class VectorReader
{
    /// <summary>The value as a <typeparamref name="T"/>; <c>NULL</c> is for nullable types only.</summary>
    public T Get<T>(int row)
    {
        if (Type.Kind == DuckDBType.Union && !IsNull(row))
        {
            return _children[_data[row]].Get<T>(row);
        }

        if (typeof(T) == typeof(int))
        {
            return As<int, T>(GetInt32(row));
        }

        if (typeof(T) == typeof(long))
        {
            return As<long, T>(GetInt64(row));
        }

        if (typeof(T) == typeof(double))
        {
            return As<double, T>(GetDouble(row));
        }

        if (typeof(T) == typeof(bool))
        {
            return As<bool, T>(GetBoolean(row));
        }

        if (typeof(T) == typeof(decimal))
        {
            return As<decimal, T>(GetDecimal(row));
        }

        if (typeof(T) == typeof(DateTime))
        {
            return As<DateTime, T>(GetDateTime(row));
        }

        if (typeof(T) == typeof(Guid))
        {
            return As<Guid, T>(GetGuid(row));
        }

        if (typeof(T) == typeof(DateOnly))
        {
            return As<DateOnly, T>(GetDateOnly(row));
        }

        return GetBoxed<T>(row);
    }

    private static T As<TValue, T>(TValue value) => Unsafe.As<TValue, T>(ref value);

    private T GetBoxed<T>(int row)
    {
        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (IsNull(row))
        {
            return typeof(T) == typeof(object) || typeof(T) == typeof(DBNull) ? (T)(object)DBNull.Value
                : default(T) is null && typeof(T).IsValueType ? default!
                : throw Mismatch<T>(row);
        }

        return (Scalar(target, row) ?? ListReaders.Read(this, typeof(T), row)) is T value ? value : throw Mismatch<T>(row);
    }

    private object? Scalar(Type target, int row) => target switch
    {
        _ when target == typeof(object) || target == Type.ClrType => GetValueOrNull(row),
        _ when target == typeof(string) => GetString(row),
        _ when target == typeof(int) => GetInt32(row),
        _ when target == typeof(long) => GetInt64(row),
        _ when target == typeof(short) => checked((short)GetInt64(row)),
        _ when target == typeof(sbyte) => checked((sbyte)GetInt64(row)),
        _ when target == typeof(byte) => checked((byte)GetInt64(row)),
        _ when target == typeof(ushort) => checked((ushort)GetInt64(row)),
        _ when target == typeof(uint) => checked((uint)GetInt64(row)),
        _ when target == typeof(ulong) => GetUInt64(row),
        _ when target == typeof(Int128) => GetInt128(row),
        _ when target == typeof(UInt128) => GetUInt128(row),
        _ when target == typeof(BigInteger) => GetBigInteger(row),
        _ when target == typeof(float) => GetFloat(row),
        _ when target == typeof(double) => GetDouble(row),
        _ when target == typeof(decimal) => GetDecimal(row),
        _ when target == typeof(DuckDBDecimal) => GetDuckDBDecimal(row),
        _ when target == typeof(bool) => GetBoolean(row),
        _ when target == typeof(Guid) => GetGuid(row),
        _ when target == typeof(DateTime) => GetDateTime(row),
        _ when target == typeof(DateTimeOffset) => GetDateTimeOffset(row),
        _ when target == typeof(DateOnly) => GetDateOnly(row),
        _ when target == typeof(TimeOnly) => GetTimeOnly(row),
        _ when target == typeof(TimeSpan) => GetTimeSpan(row),
        _ when target == typeof(DuckDBTimeTz) => GetTimeTz(row),
        _ when target == typeof(DuckDBInterval) => GetInterval(row),
        _ when target == typeof(BitArray) => Is(DuckDBType.Bit, row) ? GetBits(row) : throw Mismatch<BitArray>(row),
        _ when target == typeof(byte[]) && Type.Kind == DuckDBType.Blob => GetBytes(row),
        _ => null,
    };

    /// <summary>The elements of a list or an array, each as a <typeparamref name="T"/>.</summary>
    public T[] GetElements<T>(int row)
    {
        if (Type.Kind is not (DuckDBType.List or DuckDBType.Array))
        {
            throw Mismatch<T[]>(row);
        }

        var (first, count) = Elements(row);
        var values = new T[count];
        var elements = _children[0];
        for (var i = 0; i < count; i++)
        {
            values[i] = default(T) is null && elements.IsNull(first + i) ? default! : elements.Get<T>(first + i);
        }

        return values;
    }
}
