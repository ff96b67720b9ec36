using System.CommandLine;
using System.Globalization;

namespace Lockkeeper.Cli;

/// <summary>Options that take a whole number within a range, and say so when they get something else.</summary>
internal static class NumberOption
{
    /// <summary>Makes one. Its value is <see langword="null"/> where the command line does not name it.</summary>
    public static Option<int?> Create(string name, int min, int max, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max) return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max:N0}, not '{text}'."));
            return null;
        },
    };
}
