using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>Open file description locks. A call that a signal interrupts is made again.</summary>
internal sealed class PosixRangeLocks(PosixCalls calls, SafeFileHandle file) : IRangeLocks
{
    public bool TryLock(long start, long length, LockMode mode)
    {
        int error = Set(start, length, mode, wait: false);
        if (error == 0) return true;
        if (error == calls.Again || error == PosixCalls.AccessDenied) return false;
        throw Failure(error);
    }

    public void Lock(long start, long length, LockMode mode)
    {
        int error = Set(start, length, mode, wait: true);
        if (error != 0) throw Failure(error);
    }

    public void Unlock(long start, long length)
    {
        int error = Set(start, length, null, wait: false);
        if (error != 0) throw Failure(error);
    }

    public bool Probe(long start, long length, LockMode mode, out RangeConflict conflict)
    {
        int error;
        RangeConflict? found;
        do error = calls.GetLock(file, start, length, mode, out found);
        while (error == PosixCalls.Interrupted);
        if (error != 0) throw Failure(error);
        conflict = found.GetValueOrDefault();
        return found is not null;
    }

    private int Set(long start, long length, LockMode? mode, bool wait)
    {
        int error;
        do error = calls.SetLock(file, start, length, mode, wait);
        while (error == PosixCalls.Interrupted);
        return error;
    }

    private static Exception Failure(int error) => PosixErrors.Describe(error, "lock", "the side file");
}
