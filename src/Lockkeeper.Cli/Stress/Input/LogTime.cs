using System.Globalization;

namespace Lockkeeper.Cli.Stress.Input;

/// <summary>Reads the time of an access log: <c>17/May/2015:10:05:03 +0000</c>.</summary>
internal static class LogTime
{
    private const string Pattern = "dd/MMM/yyyy:hh:mm:ss +zzzz";
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>Reads <paramref name="text"/> as seconds since 1970, UTC.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long seconds)
    {
        seconds = 0;
        if (text.Length != Pattern.Length) return false;
        if (text[2] != '/' || text[6] != '/' || text[11] != ':' || text[14] != ':' || text[17] != ':' || text[20] != ' ') return false;

        int monthAt = Months.AsSpan().IndexOf(text[3..6], StringComparison.Ordinal);
        if (monthAt < 0 || monthAt % 3 != 0) return false;
        int month = (monthAt / 3) + 1;

        if (!TryNumber(text[..2], out int day) || !TryNumber(text[7..11], out int year)) return false;
        if (!TryNumber(text[12..14], out int hour) || !TryNumber(text[15..17], out int minute) || !TryNumber(text[18..20], out int second)) return false;
        if (text[21] is not ('+' or '-') || !TryNumber(text[22..24], out int zoneHours) || !TryNumber(text[24..26], out int zoneMinutes)) return false;

        if (year < 1970 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        // 60 is a leap second.
        if (hour > 23 || minute > 59 || second > 60 || zoneHours > 14 || zoneMinutes > 59) return false;

        int zone = (zoneHours * 3600) + (zoneMinutes * 60);
        long local = new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).ToUnixTimeSeconds() + second;
        seconds = text[21] == '+' ? local - zone : local + zone;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
