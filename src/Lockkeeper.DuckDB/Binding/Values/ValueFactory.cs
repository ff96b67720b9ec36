using System.Collections;
using System.Diagnostics;
using System.Numerics;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

/// <summary>Makes DuckDB's values of those types that have no call of their own to bind them.</summary>
internal static unsafe class ValueFactory
{
    /// <summary>A <c>duckdb_value</c>, to be destroyed.</summary>
    public static nint Create(object value) => value switch
    {
        Guid guid => ValueCalls.Uuid(NativeUHugeInt.From(ToNumber(guid))),
        DuckDBTimeTz time => ValueCalls.TimeTz(time.ToBits()),
        BigInteger number => BigNum(number),
        BitArray bits => Bit(bits),
        _ => throw new UnreachableException(),
    };

    /// <summary>The identifier as the number that its text is in hexadecimal.</summary>
    public static UInt128 ToNumber(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>DuckDB's form of a <c>BIT</c>: how much of the first byte is padding, which is set, then the bits from high to low.</summary>
    public static byte[] ToBytes(BitArray bits)
    {
        var bytes = new byte[1 + ((bits.Length + 7) / 8)];
        var padding = ((bytes.Length - 1) * 8) - bits.Length;
        bytes[0] = (byte)padding;
        for (var at = 0; at < padding + bits.Length; at++)
        {
            if (at < padding || bits[at - padding])
            {
                bytes[1 + (at >> 3)] |= (byte)(0x80 >> (at & 7));
            }
        }

        return bytes;
    }

    private static nint BigNum(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value).ToByteArray(isUnsigned: true, isBigEndian: true);
        fixed (byte* first = magnitude)
        {
            return ValueCalls.BigNum(new((nint)first, (ulong)magnitude.Length, value.Sign < 0 ? (byte)1 : (byte)0));
        }
    }

    private static nint Bit(BitArray value)
    {
        if (value.Length == 0)
        {
            throw new ArgumentException("DuckDB has no BIT without bits.", nameof(value));
        }

        var bytes = ToBytes(value);
        fixed (byte* first = bytes)
        {
            return ValueCalls.Bit(new((nint)first, (ulong)bytes.Length));
        }
    }
}
