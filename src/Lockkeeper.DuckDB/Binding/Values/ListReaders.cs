using System.Numerics;

namespace Lockkeeper.DuckDB.Values;

/// <summary>Lists as arrays and <see cref="List{T}"/> of the types that are known beforehand, which a program compiled ahead of time needs.</summary>
internal static class ListReaders
{
    private static readonly Dictionary<Type, Func<VectorReader, int, object>> Readers = Register();

    /// <summary>The list as a <paramref name="target"/>, or <see langword="null"/> where that is no list's type.</summary>
    public static object? Read(VectorReader vector, Type target, int row) =>
        Readers.TryGetValue(target, out var read) ? read(vector, row) : null;

    private static Dictionary<Type, Func<VectorReader, int, object>> Register()
    {
        var readers = new Dictionary<Type, Func<VectorReader, int, object>>();
        AddValue<bool>(readers);
        AddValue<sbyte>(readers);
        AddValue<byte>(readers);
        AddValue<short>(readers);
        AddValue<ushort>(readers);
        AddValue<int>(readers);
        AddValue<uint>(readers);
        AddValue<long>(readers);
        AddValue<ulong>(readers);
        AddValue<Int128>(readers);
        AddValue<UInt128>(readers);
        AddValue<BigInteger>(readers);
        AddValue<float>(readers);
        AddValue<double>(readers);
        AddValue<decimal>(readers);
        AddValue<DuckDBDecimal>(readers);
        AddValue<DateOnly>(readers);
        AddValue<TimeOnly>(readers);
        AddValue<DateTime>(readers);
        AddValue<DateTimeOffset>(readers);
        AddValue<TimeSpan>(readers);
        AddValue<DuckDBInterval>(readers);
        AddValue<DuckDBTimeTz>(readers);
        AddValue<Guid>(readers);
        Add<string>(readers);
        Add<byte[]>(readers);
        Add<object>(readers);
        Add<Dictionary<string, object?>>(readers);
        return readers;
    }

    private static void AddValue<T>(Dictionary<Type, Func<VectorReader, int, object>> readers)
        where T : struct
    {
        Add<T>(readers);
        Add<T?>(readers);
    }

    private static void Add<T>(Dictionary<Type, Func<VectorReader, int, object>> readers)
    {
        readers[typeof(T[])] = static (vector, row) => vector.GetElements<T>(row);
        readers[typeof(List<T>)] = static (vector, row) => new List<T>(vector.GetElements<T>(row));
    }
}
