using System.Numerics;

namespace Lockkeeper.DuckDB.Values;

/// <summary>
/// How DuckDB stores a <c>BIGNUM</c>: a header of three bytes, whose highest bit is set and whose others are the length, then the magnitude,
/// big-endian; all bits are turned round below zero, so that bytes sort as numbers do.
/// </summary>
internal static class BigNumFormat
{
    private const int Header = 3;
    private const int MaxLength = (1 << 23) - 1;

    public static BigInteger Decode(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & 0x80) != 0)
        {
            return new(bytes[Header..], isUnsigned: true, isBigEndian: true);
        }

        var magnitude = bytes[Header..].ToArray();
        Turn(magnitude);
        return -new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
    }

    public static byte[] Encode(BigInteger value)
    {
        var magnitude = BigInteger.Abs(value).ToByteArray(isUnsigned: true, isBigEndian: true);
        if (magnitude.Length > MaxLength)
        {
            throw new OverflowException("The number is larger than a BIGNUM.");
        }

        var header = magnitude.Length | 0x800000;
        byte[] bytes = [(byte)(header >> 16), (byte)(header >> 8), (byte)header, .. magnitude];
        if (value.Sign < 0)
        {
            Turn(bytes);
        }

        return bytes;
    }

    private static void Turn(Span<byte> bytes)
    {
        foreach (ref var each in bytes)
        {
            each = (byte)~each;
        }
    }
}
