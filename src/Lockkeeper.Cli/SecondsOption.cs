using System.CommandLine;
using System.Globalization;

namespace Lockkeeper.Cli;

/// <summary>Options that take a duration in seconds, with decimals, up to an hour.</summary>
internal static class SecondsOption
{
    private const double Most = 3_600;

    /// <summary>What was given as a limit, or <paramref name="otherwise"/>; never nothing at all, for a limit of nothing is none to the engine.</summary>
    public static TimeSpan Limit(double? seconds, double otherwise) => TimeSpan.FromSeconds(Math.Max(0.001, seconds ?? otherwise));

    /// <summary>Makes one. Its value is <see langword="null"/> where the command line does not name it.</summary>
    public static Option<double?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= Most) return seconds;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number of seconds from 0 to {Most:N0}, not '{text}'."));
            return null;
        },
    };
}
