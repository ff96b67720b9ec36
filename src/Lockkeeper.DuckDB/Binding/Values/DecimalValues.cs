using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

/// <summary>.NET's decimals as DuckDB's.</summary>
internal static class DecimalValues
{
    private const byte MaxWidth = 38;

    public static DuckDBDecimal From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return new(bits[3] < 0 ? -(Int128)magnitude : (Int128)magnitude, (byte)((bits[3] >> 16) & 0xFF));
    }

    /// <summary>In the narrowest type that holds it.</summary>
    public static NativeDecimal ToNative(DuckDBDecimal value)
    {
        var magnitude = (UInt128)(value.Unscaled < 0 ? -value.Unscaled : value.Unscaled);
        byte width = 1;
        for (UInt128 limit = 10; width < MaxWidth && magnitude >= limit; limit *= 10)
        {
            width++;
        }

        return new(Math.Max(width, Math.Max(value.Scale, (byte)1)), value.Scale, NativeHugeInt.From(value.Unscaled));
    }

    /// <summary>The digits at another scale, rounded half away from zero as DuckDB's casts do.</summary>
    /// <exception cref="OverflowException">The number has more digits than <paramref name="width"/>.</exception>
    public static Int128 Rescale(DuckDBDecimal value, byte width, byte scale)
    {
        var unscaled = value.Unscaled;
        if (value.Scale > scale)
        {
            var (whole, rest) = Int128.DivRem(unscaled, Power(value.Scale - scale));
            unscaled = whole + (Int128.Abs(rest) * 2 >= Power(value.Scale - scale) ? Int128.Sign(unscaled) : 0);
        }
        else if (value.Scale < scale)
        {
            unscaled = checked(unscaled * Power(scale - value.Scale));
        }

        return Int128.Abs(unscaled) < Power(width)
            ? unscaled
            : throw new OverflowException($"{value} has too many digits for a DECIMAL({width},{scale}).");
    }

    private static Int128 Power(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
