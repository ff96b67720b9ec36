using System.Runtime.InteropServices;

namespace Lockkeeper.Sqlite.Native;

/// <summary>The few system calls that .NET has no name for. Linux only. None of them opens the file.</summary>
internal static unsafe partial class Libc
{
    /// <summary><c>access</c>'s question whether the caller may write.</summary>
    public const int WriteOk = 2;

    /// <summary><c>access</c>'s question whether the caller may read.</summary>
    public const int ReadOk = 4;

    private const int AtFdCwd = -100;
    private const uint StatxBasicStats = 0x7ff;

    /// <summary>What is at a path, the last link followed; <see langword="false"/> where there is nothing.</summary>
    public static bool TryStat(ReadOnlySpan<byte> pathWithZero, out StatxBuffer result)
    {
        result = default;
        fixed (byte* path = pathWithZero)
        fixed (StatxBuffer* buffer = &result)
        {
            return Statx(AtFdCwd, path, 0, StatxBasicStats, buffer) == 0;
        }
    }

    /// <summary>The magic number of the file system that holds <paramref name="path"/>, or 0 where it cannot be known.</summary>
    public static long FileSystemType(string path)
    {
        // struct statfs begins with f_type, a long, on all of Linux; the rest of it differs and is not read.
        var buffer = stackalloc long[64];
        return StatFs(path, buffer) == 0 ? buffer[0] : 0;
    }

    /// <summary>What a symbolic link says, into <paramref name="buffer"/>; its beginning where it is longer, empty where there is no such link.</summary>
    public static ReadOnlySpan<byte> ReadLink(string path, Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            var length = ReadLink(path, bytes, buffer.Length);
            return length < 0 ? [] : buffer[..(int)length];
        }
    }

    /// <summary>access(2): https://man7.org/linux/man-pages/man2/access.2.html</summary>
    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    /// <summary>usleep(3): https://man7.org/linux/man-pages/man3/usleep.3.html</summary>
    [LibraryImport("libc", EntryPoint = "usleep")]
    public static partial int Usleep(uint microseconds);

    /// <summary>statx(2): https://man7.org/linux/man-pages/man2/statx.2.html</summary>
    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Statx(int directory, byte* path, int flags, uint mask, StatxBuffer* buffer);

    /// <summary>readlink(2): https://man7.org/linux/man-pages/man2/readlink.2.html</summary>
    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLink(string path, byte* buffer, nint size);

    /// <summary>statfs(2): https://man7.org/linux/man-pages/man2/statfs.2.html</summary>
    [LibraryImport("libc", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatFs(string path, long* buffer);
}
