using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// The system calls that differ between Linux and macOS in constants and structures. Each returns 0 or the error number;
/// none retries.
/// </summary>
internal abstract class PosixCalls
{
    /// <summary>Error numbers that are the same on both.</summary>
    public const int NoEntry = 2, Interrupted = 4, AccessDenied = 13, Exists = 17;

    /// <summary>The error number of a lock that another holds.</summary>
    public abstract int Again { get; }

    /// <summary>open(2), always with O_CLOEXEC and O_NOFOLLOW. <paramref name="path"/> ends with a zero byte.</summary>
    public abstract int Open(ReadOnlySpan<byte> path, bool write, bool create, uint mode, out int descriptor);

    /// <summary>What stands at the path; a symbolic link is not followed when <paramref name="follow"/> is false.</summary>
    public abstract int Status(ReadOnlySpan<byte> path, bool follow, out PosixStatus status);

    /// <summary>What is open.</summary>
    public abstract int Status(SafeFileHandle file, out PosixStatus status);

    /// <summary>fchmod(2).</summary>
    public abstract int ChangeMode(SafeFileHandle file, uint mode);

    /// <summary>fchown(2).</summary>
    public abstract int ChangeOwner(SafeFileHandle file, uint user, uint group);

    /// <summary>F_SETFD without FD_CLOEXEC: programs that this process starts from now on get the descriptor too.</summary>
    public abstract int LetProgramsInherit(SafeFileHandle file);

    /// <summary>F_OFD_SETLK or, where <paramref name="wait"/> is set, F_OFD_SETLKW; unlocks where <paramref name="mode"/> is null.</summary>
    public abstract int SetLock(SafeFileHandle file, long start, long length, LockMode? mode, bool wait);

    /// <summary>F_OFD_GETLK: a lock of another that conflicts with one of this mode.</summary>
    public abstract int GetLock(SafeFileHandle file, long start, long length, LockMode mode, out RangeConflict? conflict);
}
