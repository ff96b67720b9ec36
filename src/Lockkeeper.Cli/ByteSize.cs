using System.Globalization;

namespace Lockkeeper.Cli;

/// <summary>Sizes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>A size with three digits or so: <c>1.4 MiB</c>.</summary>
    public static string Text(long bytes)
    {
        double size = bytes;
        int unit = 0;
        while (size >= 1_024 && unit < Units.Length - 1)
        {
            size /= 1_024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? Math.Round(size) : size):#,0.#} {Units[unit]}");
    }
}
