namespace Lockkeeper.Locking;

/// <summary>
/// This process's place in the line of all processes that want to write one database. One caller at a time uses it: the
/// owner of the writer role. None of it may fail: where the side file cannot be used, a turn is had at once, unordered,
/// and a warning was logged.
/// </summary>
internal interface ITurn : IDisposable
{
    /// <summary>Whether this process holds the turn.</summary>
    bool IsHeld { get; }

    /// <summary>
    /// Takes the turn if it is free; otherwise takes a place in line and returns <see langword="false"/>. Does not wait
    /// (it may fail for a busy door as well, then without a place).
    /// </summary>
    bool TryTake();

    /// <summary>
    /// Takes the turn, waiting in line as long as it takes. Blocks the calling thread in the kernel. Goes on from the
    /// place that an earlier <see cref="TryTake"/> took.
    /// </summary>
    void Take();

    /// <summary>Gives up the turn, or the place in line that <see cref="TryTake"/> took.</summary>
    void Give();

    /// <summary>Whether more than the writer uses the turn, so that it is not idle without writes.</summary>
    bool IsInUse => false;

    /// <summary>
    /// Whether the turn that is held is not the one that other processes stand in line for, and taking it anew may mend that: the side
    /// file was replaced since, or could not be used some time ago. One system call.
    /// </summary>
    bool IsLost => false;

    /// <summary>Whether another process waits for the turn that this one holds. One system call.</summary>
    bool OthersWait();
}
