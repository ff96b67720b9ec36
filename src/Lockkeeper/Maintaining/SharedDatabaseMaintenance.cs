using System.Runtime.CompilerServices;
using Lockkeeper.Engines;
using Lockkeeper.Maintaining;

namespace Lockkeeper;

/// <summary>What a file needs from time to time, done while all others go on.</summary>
public static class SharedDatabaseMaintenance
{
    /// <summary>
    /// Copies the database into one file, as it was at one moment, while writers go on. The copy is made under another name
    /// beside its own, checked, flushed to the disk, and renamed: what has the name is always whole. It is complete in
    /// itself; no WAL belongs to it.
    /// </summary>
    /// <remarks>
    /// The copying keeps a snapshot, and with it one of the reader connections, for as long as it lasts; <c>MaxReadDuration</c>
    /// does not end it. Meanwhile the WAL grows by what is written. Runs on a thread of its own and blocks none of the caller's.
    /// A DuckDB file is copied table by table in one transaction; writers of other processes wait until that is done.
    /// </remarks>
    /// <param name="database">The database.</param>
    /// <param name="path">The copy; its directory must exist.</param>
    /// <param name="options">Default: checked, and nothing is overwritten.</param>
    /// <param name="progress">Told now and then, on that thread.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <param name="operation">What it is called on the board and in errors.</param>
    /// <exception cref="IOException">There is such a file already, one with its journal beside it, or the copy cannot be written.</exception>
    /// <exception cref="SharedDatabaseException">The copy is not sound (<see cref="SharedDatabaseErrorKind.Damaged"/>), or the engine has no backups.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<BackupResult> BackupAsync(
        this SharedDatabase database,
        string path,
        BackupOptions? options = null,
        IProgress<BackupProgress>? progress = null,
        CancellationToken cancellationToken = default,
        [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Backup.RunAsync(database.OpenCore, Path.GetFullPath(path), options ?? new BackupOptions(), progress, operation, cancellationToken);
    }

    /// <summary>
    /// Puts what is in the WAL into the database, in turn, and empties the WAL where no reader holds it back. Lockkeeper does so
    /// by itself as writes go on; this is for a moment before a copy is taken by other means.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="timeout">How long to wait for the turn. Default: 30 s.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How far it came; <see cref="CheckpointReport.HeldBack"/> where a reader kept it from the end.</returns>
    /// <exception cref="SharedDatabaseException">The turn was not free in time.</exception>
    public static Task<CheckpointReport> CheckpointAsync(
        this SharedDatabase database, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Of(database, nameof(CheckpointAsync)).CheckpointAsync(database, timeout ?? DefaultTimeout, cancellationToken);

    /// <summary>
    /// Gives the file's free pages back to the file system, a few in each turn, so that writers come through between them. The
    /// file must have been made with <c>auto_vacuum</c> set to incremental (https://sqlite.org/pragma.html#pragma_auto_vacuum).
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="timeout">How long to wait for each turn. Default: 30 s.</param>
    /// <param name="progress">Told after each turn.</param>
    /// <param name="cancellationToken">Ends it after a turn; what was given back stays so.</param>
    /// <returns>How many pages were given back.</returns>
    /// <exception cref="SharedDatabaseException">The turn was not free in time, or the file is not made for it (<see cref="SharedDatabaseErrorKind.Unsupported"/>).</exception>
    public static Task<long> VacuumAsync(
        this SharedDatabase database, TimeSpan? timeout = null, IProgress<VacuumProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Of(database, nameof(VacuumAsync)).VacuumAsync(database, timeout ?? DefaultTimeout, progress, cancellationToken);

    /// <summary>
    /// Writes the whole file anew without its free pages, in one turn: all other writers wait until it is done, and it ends
    /// with an error after <see cref="SharedDatabaseOptions.MaxWriteDuration"/>. It needs as much room again on the disk. The file
    /// is one for <see cref="VacuumAsync"/> afterwards.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="timeout">How long to wait for the turn. Default: 30 s.</param>
    /// <param name="cancellationToken">Interrupts it; the file is as it was.</param>
    /// <exception cref="SharedDatabaseException">The turn was not free in time, or it took too long.</exception>
    public static Task RewriteAsync(this SharedDatabase database, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Of(database, nameof(RewriteAsync)).RewriteAsync(database, timeout ?? DefaultTimeout, cancellationToken);

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    internal static IFileMaintenance Of(SharedDatabase database, string operation)
    {
        ArgumentNullException.ThrowIfNull(database);
        IDatabaseEngine engine = database.OpenCore.Engine;
        return engine.Maintenance ?? throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, $"The engine '{engine.Name}' has no {operation}.");
    }
}
