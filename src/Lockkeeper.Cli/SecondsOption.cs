using System.CommandLine;
using System.Globalization;

namespace Lockkeeper.Cli;

/// <summary>Options that take a duration in seconds, with decimals, up to an hour.</summary>
internal static class SecondsOption
{
    private const double Most = 3_600;

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
