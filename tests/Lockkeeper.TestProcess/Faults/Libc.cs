using System.Runtime.InteropServices;

namespace Lockkeeper.TestProcess.Faults;

/// <summary>The native calls of the fault rig: each names its manual page.</summary>
internal static unsafe partial class Libc
{
    private const int AppendCreateWrite = 0x400 | 0x40 | 0x1 | 0x80000; // O_APPEND | O_CREAT | O_WRONLY | O_CLOEXEC
    private const int Kill9 = 9;
    private const int FileSizeSignal = 25; // SIGXFSZ
    private const int FileSizeLimit = 1; // RLIMIT_FSIZE
    private const nint Ignore = 1; // SIG_IGN

    /// <summary>Ends this process as <c>kill -9</c> does: nothing of it runs any more.</summary>
    public static void KillSelf() => _ = Kill(Environment.ProcessId, Kill9);

    public static int OpenForAppend(string path)
    {
        var descriptor = Open(path, AppendCreateWrite, 0x1A4);
        if (descriptor < 0) throw new IOException($"open {path}: errno {Marshal.GetLastPInvokeError()}");
        return descriptor;
    }

    public static void Append(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Write(descriptor, start, bytes.Length) != bytes.Length)
                throw new IOException($"write to the log: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    /// <summary>No file grows past this from here on; a write that would fails with EFBIG.</summary>
    public static void LimitFileSize(ulong bytes)
    {
        _ = Signal(FileSizeSignal, Ignore);
        ulong* limit = stackalloc ulong[2];
        if (GetLimit(FileSizeLimit, limit) != 0) throw new IOException("getrlimit failed");
        limit[0] = Math.Min(bytes, limit[1]);
        if (SetLimit(FileSizeLimit, limit) != 0) throw new IOException("setrlimit failed");
    }

    /// <summary>kill(2): https://man7.org/linux/man-pages/man2/kill.2.html</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>open(2): https://man7.org/linux/man-pages/man2/open.2.html</summary>
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, uint mode);

    /// <summary>write(2): https://man7.org/linux/man-pages/man2/write.2.html</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* bytes, nint count);

    /// <summary>signal(2): https://man7.org/linux/man-pages/man2/signal.2.html</summary>
    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    /// <summary>getrlimit(2): https://man7.org/linux/man-pages/man2/getrlimit.2.html</summary>
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limit);

    /// <summary>setrlimit(2): https://man7.org/linux/man-pages/man2/setrlimit.2.html</summary>
    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limit);
}
