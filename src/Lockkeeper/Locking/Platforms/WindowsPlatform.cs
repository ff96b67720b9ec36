using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// Side files on Windows. Compiled everywhere, run nowhere yet: see docs/limits.md. The handle is an overlapped one,
/// because on any other a waiting lock holds up every other call on it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsPlatform : ISideFilePlatform
{
    // Without FileShare.Delete nobody can delete or rename the file while it is open, so that it stays at its path.
    public SafeFileHandle Open(string path, string model) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.Asynchronous);

    public SafeFileHandle OpenReadOnly(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.Asynchronous);

    public Func<bool> WatchPath(SafeFileHandle handle, string path) => static () => true;

    public void LetProgramsInherit(SafeFileHandle handle)
    {
        // A lock belongs to the handle of the process that took it; a handle that is inherited as well would not keep it.
    }

    public IRangeLocks LocksOf(SafeFileHandle handle) => new WindowsRangeLocks(handle);
}
