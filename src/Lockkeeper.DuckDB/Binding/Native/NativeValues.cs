using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>The structs of values that cross into DuckDB (https://duckdb.org/docs/stable/clients/c/types).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeHugeInt(ulong Lower, long Upper)
{
    public static NativeHugeInt From(Int128 value) => new((ulong)value, (long)(value >> 64));

    public Int128 ToInt128() => new((ulong)Upper, Lower);
}

/// <inheritdoc cref="NativeHugeInt" />
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeUHugeInt(ulong Lower, ulong Upper)
{
    public static NativeUHugeInt From(UInt128 value) => new((ulong)value, (ulong)(value >> 64));

    public UInt128 ToUInt128() => new(Upper, Lower);
}

/// <inheritdoc cref="NativeHugeInt" />
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeDecimal(byte Width, byte Scale, NativeHugeInt Value);

/// <inheritdoc cref="NativeHugeInt" />
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeInterval(int Months, int Days, long Micros);

/// <summary>The bytes of <c>duckdb_bit</c>: the first says how many of the next one's high bits are padding.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeBit(nint Data, ulong Size);

/// <summary><c>duckdb_bignum</c>: the magnitude, big-endian.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeBigNum(nint Data, ulong Size, byte IsNegative);

/// <summary>An entry of a list's vector: which of the child's rows are its elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeListEntry(ulong Offset, ulong Length);
