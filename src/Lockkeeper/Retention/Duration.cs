using System.Globalization;

namespace Lockkeeper.Retention;

/// <summary>Durations as people write them: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>30d</c>, <c>4w</c>.</summary>
public static class Duration
{
    internal const int MostDays = 36_525;

    /// <summary>Reads one: a whole number, more than zero, and its unit; at most a century.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: > 1 } || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0) return false;
        long seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => 0,
        };
        if (seconds == 0 || number * seconds > MostDays * 86_400L) return false;
        duration = TimeSpan.FromSeconds(number * seconds);
        return true;
    }
}
