namespace Lockkeeper.Engines;

/// <summary>What an engine's error means for who asked and for the others in the transaction.</summary>
public enum EngineErrorClass
{
    /// <summary>The statement's own fault; it alone fails.</summary>
    Statement,

    /// <summary>Another holds the engine's lock: try again later. Nothing was done.</summary>
    Busy,

    /// <summary>The snapshot is out of date: the whole work must be run again, at once.</summary>
    Replay,

    /// <summary>
    /// The fault of an earlier write of the transaction, which the engine had put off (<see cref="IWriterSession.ExecuteQueued"/>), and
    /// not of the one that met it: all must be run again. The engine puts nothing off then, so that the guilty one is found.
    /// </summary>
    Innocent,

    /// <summary>It was interrupted, by a deadline or a cancellation.</summary>
    Interrupted,

    /// <summary>The disk is full; nothing of the transaction stands once it is rolled back.</summary>
    DiskFull,

    /// <summary>Input and output failed: at a commit, the outcome is unknown.</summary>
    Io,

    /// <summary>The file itself is unusable: corrupt, gone, not a database, no permission.</summary>
    Unusable,
}
