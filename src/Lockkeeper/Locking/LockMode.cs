namespace Lockkeeper.Locking;

/// <summary>Who may hold a <see cref="FairFileLock"/> together.</summary>
public enum LockMode
{
    /// <summary>Together with other shared holders; waits only for exclusive ones that came before.</summary>
    Shared,

    /// <summary>Alone; waits for all that came before.</summary>
    Exclusive,
}
