namespace Lockkeeper;

/// <summary>What went wrong, for code that reacts to it.</summary>
public enum SharedDatabaseErrorKind
{
    /// <summary>The engine refused the operation for a reason of its own; its exception is inside.</summary>
    Engine,

    /// <summary>The write's deadline passed before it was committed. It was rolled back or never begun.</summary>
    WriteTimeout,

    /// <summary>No reader connection became free before the deadline.</summary>
    ReadTimeout,

    /// <summary>The queue was full until the write's deadline.</summary>
    QueueFull,

    /// <summary>A write was asked for inside a write of the same flow.</summary>
    Reentrant,

    /// <summary>The commit failed in a way that leaves open whether the write stands. It is never retried by itself.</summary>
    OutcomeUnknown,

    /// <summary>The transaction held the turn longer than <see cref="SharedDatabaseOptions.MaxWriteDuration"/> and was rolled back.</summary>
    WriteTooLong,

    /// <summary>The read kept its snapshot longer than <see cref="SharedDatabaseOptions.MaxReadDuration"/> and was interrupted.</summary>
    ReadTooLong,

    /// <summary>The work ended its transaction by itself (<c>COMMIT</c> or <c>ROLLBACK</c>); all that it did was rolled back.</summary>
    TransactionEnded,

    /// <summary>The operation is not possible here: more than one statement, a network file system, a file with several hard links.</summary>
    Unsupported,

    /// <summary>The file cannot be opened: a directory, not a database, encrypted, truncated, no permission, another journal mode.</summary>
    CannotOpen,

    /// <summary>Another file stands at the database's path than the one that was opened.</summary>
    DatabaseReplaced,

    /// <summary>The disk is full. The write was rolled back; writing resumes when there is room.</summary>
    DiskFull,

    /// <summary>A copy of the database is not sound, and was not kept.</summary>
    Damaged,

    /// <summary>A file to be loaded into a table is not there, cannot be read, or does not fit. The table is as it was.</summary>
    BadInput,

    /// <summary>The database was disposed.</summary>
    Closed,
}
