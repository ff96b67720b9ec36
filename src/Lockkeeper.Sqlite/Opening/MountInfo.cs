using System.Globalization;
using System.Text;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>One line of <c>/proc/self/mountinfo</c> (https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html).</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Type">The file system's type: <c>ext4</c>, <c>nfs4</c>, <c>fuse.sshfs</c>.</param>
/// <param name="DeviceMajor">The major number of the device, as <c>/proc/locks</c> has it.</param>
/// <param name="DeviceMinor">The minor number.</param>
internal sealed record MountInfo(string MountPoint, string Type, uint DeviceMajor, uint DeviceMinor)
{
    /// <summary>The mount that holds <paramref name="path"/>, or <see langword="null"/> where the text does not tell.</summary>
    /// <param name="mountInfo">The text of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="path">An absolute path without links.</param>
    public static MountInfo? Find(string mountInfo, string path)
    {
        MountInfo? best = null;
        foreach (var line in mountInfo.Split('\n'))
        {
            // A later mount on the same point hides the earlier one, hence "or equal".
            if (Parse(line) is { } mount && Holds(mount.MountPoint, path)
                && (best is null || mount.MountPoint.Length >= best.MountPoint.Length))
            {
                best = mount;
            }
        }

        return best;
    }

    private static bool Holds(string mountPoint, string path) =>
        mountPoint == "/" || path.Equals(mountPoint, StringComparison.Ordinal)
        || (path.StartsWith(mountPoint, StringComparison.Ordinal) && path[mountPoint.Length] == '/');

    private static MountInfo? Parse(string line)
    {
        // 36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        if (dash < 5 || dash + 1 >= fields.Length)
        {
            return null;
        }

        var device = fields[2].Split(':');
        return device.Length == 2
            && uint.TryParse(device[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && uint.TryParse(device[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new(Unescape(fields[4]), fields[dash + 1], major, minor)
            : null;
    }

    // Space, tab, newline and backslash are written as three octal digits.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && IsOctal(text[i + 1]) && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                result.Append((char)(((text[i + 1] - '0') * 64) + ((text[i + 2] - '0') * 8) + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';
}
