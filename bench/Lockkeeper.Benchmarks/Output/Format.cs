using System.Globalization;
using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.Output;

/// <summary>Figures as text: the median, and the spread in brackets where there is one.</summary>
internal static class Format
{
    public static string Value(Spread spread, Unit unit)
    {
        var suffix = unit switch
        {
            Unit.PerSecond => "/s",
            Unit.Milliseconds => " ms",
            Unit.Microseconds => " µs",
            Unit.Megabytes => " MB",
            Unit.Bytes => " B",
            _ => "",
        };
        return Spread(spread, value => Number(value, unit)) + suffix;
    }

    public static string Ratio(Spread ratio) => Spread(ratio, value => value >= 10 ? value.ToString("N0", CultureInfo.InvariantCulture) : Significant(value)) + " ×";

    public static string Reach(Claim claim)
    {
        var sign = claim.AtLeast ? "≥ " : "≤ ";
        return claim.PeerName is null
            ? sign + Value(new(claim.Reach, claim.Reach, claim.Reach), claim.Unit)
            : sign + claim.Reach.ToString("0.###", CultureInfo.InvariantCulture) + " ×";
    }

    private static string Spread(Spread spread, Func<double, string> number)
    {
        var (median, lowest, highest) = (number(spread.Median), number(spread.Lowest), number(spread.Highest));
        return lowest == highest ? median : $"{median} ({lowest}–{highest})";
    }

    private static string Number(double value, Unit unit) => unit switch
    {
        Unit.PerSecond => value.ToString("N0", CultureInfo.InvariantCulture),
        Unit.Index => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture) : Significant(value),
    };

    private static string Significant(double value) => value.ToString(Math.Abs(value) switch { >= 10 => "0.#", >= 1 => "0.0#", _ => "0.00#" }, CultureInfo.InvariantCulture);
}
