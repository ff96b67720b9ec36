using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>
/// A file that is locked as a whole, waited for in the kernel and in no order: flock(2),
/// https://man7.org/linux/man-pages/man2/flock.2.html. Opened by open(2), for .NET's own files take that lock by themselves.
/// </summary>
internal sealed partial class LockFile(string path) : IDisposable
{
    private const int Exclusive = 2;
    private const int Unlock = 8;
    private const int CreateToWrite = 0x80042;
    private const int Mode = 0x1A4;

    private readonly SafeFileHandle _file = new(Open(path, CreateToWrite, Mode), ownsHandle: true);

    public void Enter() => Call(Exclusive);

    public void Exit() => Call(Unlock);

    public void Dispose() => _file.Dispose();

    private void Call(int operation)
    {
        if (Flock(_file, operation) != 0) throw new IOException($"flock: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
