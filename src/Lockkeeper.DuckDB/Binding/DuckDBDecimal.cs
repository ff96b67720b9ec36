using System.Globalization;

namespace Lockkeeper.DuckDB;

/// <summary>DuckDB's <c>DECIMAL</c> of up to 38 digits, where <see cref="decimal"/> holds 28 for sure.</summary>
/// <param name="Unscaled">All digits, as a whole number.</param>
/// <param name="Scale">How many of them are behind the point; 0 to 38.</param>
public readonly record struct DuckDBDecimal(Int128 Unscaled, byte Scale)
{
    private const int MaxDecimalScale = 28;

    /// <summary>The same number.</summary>
    /// <exception cref="OverflowException">It has more digits than a <see cref="decimal"/>.</exception>
    public static explicit operator decimal(DuckDBDecimal value) => value.ToDecimal();

    /// <summary>The same number.</summary>
    /// <exception cref="OverflowException">It has more digits than a <see cref="decimal"/>.</exception>
    public decimal ToDecimal()
    {
        var (unscaled, scale) = (Unscaled, (int)Scale);
        var magnitude = (UInt128)(unscaled < 0 ? -unscaled : unscaled);
        while (scale > 0 && (scale > MaxDecimalScale || (magnitude >> 96) != 0))
        {
            var (rest, digit) = UInt128.DivRem(magnitude, 10);
            if (digit != 0)
            {
                break;
            }

            magnitude = rest;
            scale--;
        }

        if (scale > MaxDecimalScale || (magnitude >> 96) != 0)
        {
            throw new OverflowException($"{ToString()} has more digits than a decimal. Read it as a DuckDBDecimal, or as text (CAST … AS VARCHAR).");
        }

        var low = (ulong)magnitude;
        return new((int)low, (int)(low >> 32), (int)(ulong)(magnitude >> 64), unscaled < 0, (byte)scale);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var magnitude = (UInt128)(Unscaled < 0 ? -Unscaled : Unscaled);
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var whole = digits[..^Scale];
        return $"{(Unscaled < 0 ? "-" : "")}{whole}{(Scale > 0 ? "." : "")}{digits[^Scale..]}";
    }
}
