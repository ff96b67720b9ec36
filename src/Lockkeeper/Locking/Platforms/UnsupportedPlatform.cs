using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>A system without known locks: every use fails, and the callers go on unordered.</summary>
internal sealed class UnsupportedPlatform : ISideFilePlatform
{
    public SafeFileHandle Open(string path, string model) => throw Refusal();

    public SafeFileHandle OpenReadOnly(string path) => throw Refusal();

    public Func<bool> WatchPath(SafeFileHandle handle, string path) => throw Refusal();

    public void LetProgramsInherit(SafeFileHandle handle) => throw Refusal();

    public IRangeLocks LocksOf(SafeFileHandle handle) => throw Refusal();

    private static PlatformNotSupportedException Refusal() =>
        new("Lockkeeper has no file locks for this operating system; it knows 64-bit Linux, macOS and Windows.");
}
