using System.Data.Common;

namespace Lockkeeper.Engines;

/// <summary>What an engine can do for a file as a whole. Members block the calling thread unless they return a task.</summary>
public interface IFileMaintenance
{
    /// <summary>Copies a snapshot into a new file, consistent and complete in itself, while others write on.</summary>
    /// <param name="snapshot">A reader's connection with its snapshot begun.</param>
    /// <param name="destination">A path at which there is nothing. What is there after an error is the caller's to delete.</param>
    /// <param name="progress">Told now and then, on the calling thread.</param>
    /// <param name="cancellationToken">Ends it between two pieces.</param>
    void Copy(DbConnection snapshot, string destination, IProgress<BackupProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Checks every page of a copy that nobody uses.</summary>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.Damaged"/>.</exception>
    void Verify(string copy, CancellationToken cancellationToken);

    /// <summary>Checkpoints in turn, and empties the WAL where no reader holds it back.</summary>
    /// <param name="database">The open database.</param>
    /// <param name="timeout">How long to wait for the turn.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<CheckpointReport> CheckpointAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Gives free pages back to the file system, a turn for each few of them.</summary>
    /// <returns>How many.</returns>
    /// <inheritdoc cref="CheckpointAsync"/>
    Task<long> VacuumAsync(SharedDatabase database, TimeSpan timeout, IProgress<VacuumProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Rewrites the whole file in one turn, without free pages, and makes it one that <see cref="VacuumAsync"/> works on.</summary>
    /// <inheritdoc cref="CheckpointAsync"/>
    Task RewriteAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>What rows of a table are older than a moment, in the engine's SQL.</summary>
    IAgeStatements Ages { get; }
}
