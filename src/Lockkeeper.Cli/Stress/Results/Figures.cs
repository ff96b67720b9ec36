using System.Globalization;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>How figures are written for people: with a unit, and as many digits as they are worth.</summary>
internal static class Figures
{
    /// <summary>A whole number with thousands separated.</summary>
    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A ratio of at most 1, cut (not rounded) to three decimals, so that 1.000 means exactly that.</summary>
    public static string Ratio(double value) => (Math.Floor((value * 1000) + 1e-9) / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>An average: one decimal where it is small.</summary>
    public static string Average(double value) => value.ToString(value < 100 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    /// <summary>A duration in nanoseconds.</summary>
    public static string Duration(long nanoseconds) => nanoseconds switch
    {
        < 1_000_000 => ((double)nanoseconds / 1_000_000).ToString("0.000 'ms'", CultureInfo.InvariantCulture),
        < 10_000_000 => ((double)nanoseconds / 1_000_000).ToString("0.00 'ms'", CultureInfo.InvariantCulture),
        < 1_000_000_000 => ((double)nanoseconds / 1_000_000).ToString("0.0 'ms'", CultureInfo.InvariantCulture),
        _ => ((double)nanoseconds / 1_000_000_000).ToString("0.00 's'", CultureInfo.InvariantCulture),
    };

    /// <summary>A size in bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => bytes.ToString("0 'bytes'", CultureInfo.InvariantCulture),
        < 1_000_000 => (bytes / 1e3).ToString("0.0 'kB'", CultureInfo.InvariantCulture),
        < 1_000_000_000 => (bytes / 1e6).ToString("0.0 'MB'", CultureInfo.InvariantCulture),
        _ => (bytes / 1e9).ToString("0.00 'GB'", CultureInfo.InvariantCulture),
    };

    /// <summary>A number and its noun.</summary>
    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";
}
