using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// LockFileEx. It differs from POSIX in three ways that this class levels: a range can only be unlocked as it was locked,
/// so the ranges held are remembered; there is no question who holds a lock, so a probe locks and unlocks at once; and a
/// lock overlapping one's own conflicts, which the callers never ask for outside a probe.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsRangeLocks(SafeFileHandle file) : IRangeLocks
{
    private readonly Lock _gate = new();
    private readonly List<RangeConflict> _held = [];

    public bool TryLock(long start, long length, LockMode mode)
    {
        if (!Set(start, length, mode, wait: false)) return false;
        Remember(start, length);
        return true;
    }

    public void Lock(long start, long length, LockMode mode)
    {
        Set(start, length, mode, wait: true);
        Remember(start, length);
    }

    public void Unlock(long start, long length)
    {
        RangeConflict range = new(start, length);
        lock (_gate)
        {
            for (int i = _held.Count - 1; i >= 0; i--)
            {
                RangeConflict held = _held[i];
                if (held.Start < range.Start || held.End > range.End) continue;
                Clear(held.Start, held.Length);
                _held.RemoveAt(i);
            }
        }
    }

    public bool Probe(long start, long length, LockMode mode, out RangeConflict conflict)
    {
        conflict = default;
        if (IsFree(start, length, mode)) return false;
        // The first byte that is held, by halving: [start, start + low) is free, [start, start + high) is not.
        long low = 0, high = length;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (IsFree(start + low, middle - low, mode)) low = middle;
            else high = middle;
        }
        conflict = new RangeConflict(start + low, 1);
        return true;
    }

    private bool IsFree(long start, long length, LockMode mode)
    {
        if (!Set(start, length, mode, wait: false)) return false;
        Clear(start, length);
        return true;
    }

    private void Remember(long start, long length)
    {
        lock (_gate) _held.Add(new RangeConflict(start, length));
    }

    private bool Set(long start, long length, LockMode mode, bool wait)
    {
        using ManualResetEvent done = new(false);
        NativeOverlapped* request = stackalloc NativeOverlapped[1];
        *request = At(start);
        // The lowest bit keeps the completion away from the thread pool's port, which did not ask for it.
        request->EventHandle = done.SafeWaitHandle.DangerousGetHandle() | 1;
        uint flags = (mode == LockMode.Exclusive ? Kernel32.ExclusiveLock : 0) | (wait ? 0 : Kernel32.FailImmediately);
        if (Kernel32.LockFile(file, flags, 0, (uint)length, (uint)(length >> 32), request)) return true;
        int error = Marshal.GetLastPInvokeError();
        if (error == Kernel32.Pending)
        {
            if (Kernel32.GetOverlappedResult(file, request, out _, wait: true)) return true;
            error = Marshal.GetLastPInvokeError();
        }
        if (error == Kernel32.LockViolation && !wait) return false;
        throw new IOException($"Cannot lock the side file: {new Win32Exception(error).Message}", error);
    }

    private void Clear(long start, long length)
    {
        NativeOverlapped range = At(start);
        if (Kernel32.UnlockFile(file, 0, (uint)length, (uint)(length >> 32), &range)) return;
        int error = Marshal.GetLastPInvokeError();
        if (error == Kernel32.NotLocked) return;
        throw new IOException($"Cannot unlock the side file: {new Win32Exception(error).Message}", error);
    }

    private static NativeOverlapped At(long start) => new() { OffsetLow = (int)start, OffsetHigh = (int)(start >> 32) };
}
