using System.Globalization;
using System.Text;

namespace Lockkeeper.Sqlite.Native;

/// <summary>
/// What tells one file from another, learned without opening it: closing any descriptor on a database file drops all
/// POSIX locks that the process holds on it (https://sqlite.org/howtocorrupt.html, 2.2).
/// </summary>
/// <param name="DeviceMajor">The device's major number; 0 where the system does not say.</param>
/// <param name="DeviceMinor">The device's minor number; 0 where the system does not say.</param>
/// <param name="Inode">The file's number on the device; 0 where the system does not say.</param>
/// <param name="Links">How many names the file has.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct FileFacts(uint DeviceMajor, uint DeviceMinor, ulong Inode, uint Links, long Size)
{
    /// <summary>Whether <paramref name="other"/> is the same file.</summary>
    public bool IsSameFile(in FileFacts other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;

    /// <summary>The file's identity on this machine; by path where the system gives no inode (not Linux).</summary>
    public string Identity(string path) => Inode == 0
        ? $"sqlite:{path}"
        : string.Create(CultureInfo.InvariantCulture, $"sqlite:{DeviceMajor}:{DeviceMinor}:{Inode}");

    /// <summary>Reads the facts, or returns <see langword="null"/> where there is no such file.</summary>
    public static FileFacts? Read(string path) => Read(path, Encode(path));

    /// <summary>The same with the path already encoded, for calls in a hot path. About a microsecond.</summary>
    public static FileFacts? Read(string path, ReadOnlySpan<byte> encoded)
    {
        if (OperatingSystem.IsLinux())
        {
            return Libc.TryStat(encoded, out var stat)
                ? new(stat.DeviceMajor, stat.DeviceMinor, stat.Inode, stat.Links, (long)stat.Size)
                : null;
        }

        var info = new FileInfo(path);
        return info.Exists ? new(0, 0, 0, 1, info.Length) : null;
    }

    /// <summary>The path in UTF-8 with a zero at its end.</summary>
    public static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + "\0");
}
