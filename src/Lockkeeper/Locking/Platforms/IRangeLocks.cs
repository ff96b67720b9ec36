namespace Lockkeeper.Locking.Platforms;

/// <summary>
/// The kernel's byte-range locks of one open file. They belong to the open file, not to the process or the thread, and
/// the kernel drops them when the last handle to it is closed, however its process ends. Any thread may call any member.
/// Errors other than a lock held by another are <see cref="IOException"/>s.
/// </summary>
internal interface IRangeLocks
{
    /// <summary>Locks the range if no other open file holds a conflicting lock in it. Does not wait.</summary>
    bool TryLock(long start, long length, LockMode mode);

    /// <summary>Locks the range, waiting for all conflicting locks to go. Blocks the calling thread in the kernel.</summary>
    void Lock(long start, long length, LockMode mode);

    /// <summary>Drops what this open file holds inside the range; nothing is held in it afterwards.</summary>
    void Unlock(long start, long length);

    /// <summary>
    /// Whether another open file holds a lock in the range that would keep this one from locking it, and one such lock:
    /// not always the lowest. What this open file holds itself is not seen. Does not wait.
    /// </summary>
    bool Probe(long start, long length, LockMode mode, out RangeConflict conflict);
}
