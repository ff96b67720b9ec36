using System.CommandLine;
using Lockkeeper.Retention;

namespace Lockkeeper.Cli;

/// <summary>Options that take a duration with its unit: <c>15m</c>, <c>24h</c>, up to 30 days.</summary>
internal static class DurationOption
{
    // Timers go no further than seven weeks.
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <summary>Makes one. Its value is <see langword="null"/> where the command line does not name it.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Duration.TryParse(text, out TimeSpan duration) && duration <= Most) return duration;
            result.AddError($"{name} must be a whole number and its unit, such as 90s, 15m, 24h or 7d, up to 30d, not '{text}'.");
            return null;
        },
    };
}
