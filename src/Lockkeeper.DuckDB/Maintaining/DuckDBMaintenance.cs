using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Engines;

namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>
/// What DuckDB can do for a file as a whole: copies and checkpoints. It gives free blocks back by itself, as it checkpoints
/// (https://duckdb.org/docs/stable/operations_manual/footprint_of_duckdb/reclaiming_space).
/// </summary>
internal sealed class DuckDBMaintenance(string path) : IFileMaintenance
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public IAgeStatements Ages { get; } = new DuckDBAges();

    /// <inheritdoc/>
    public void Copy(DbConnection snapshot, string destination, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        DatabaseCopy.Make((DuckDBConnection)snapshot, path, destination, progress, cancellationToken);

    /// <inheritdoc/>
    public void Verify(string copy, CancellationToken cancellationToken) => DatabaseCopy.Verify(copy, cancellationToken);

    /// <inheritdoc/>
    public async Task<CheckpointReport> CheckpointAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await database.WriteAsync(
            Checkpoint,
            cancellationToken,
            new WriteOptions { Batch = false, Timeout = timeout < Longest ? timeout : Longest },
            nameof(CheckpointAsync)).ConfigureAwait(false);
        var wal = new FileInfo(path + ".wal");
        long left = wal.Exists ? wal.Length : 0;
        // DuckDB does not count its log in pages.
        return new CheckpointReport(Truncating: true, WalPages: -1, CheckpointedPages: -1, left, HeldBack: left > 0, Stopwatch.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public Task<long> VacuumAsync(SharedDatabase database, TimeSpan timeout, IProgress<VacuumProgress>? progress, CancellationToken cancellationToken) =>
        throw NoVacuum();

    /// <inheritdoc/>
    public Task RewriteAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken) => throw NoVacuum();

    private static void Checkpoint(WriteTransaction transaction)
    {
        using DbCommand command = transaction.Connection.CreateCommand();
        command.CommandText = "CHECKPOINT";
        command.ExecuteNonQuery();
    }

    private SharedDatabaseException NoVacuum() => new(
        SharedDatabaseErrorKind.Unsupported,
        $"'{path}' is a DuckDB file, which has no vacuum: its free blocks are used again, and those at its end are given back at each checkpoint "
        + "(lockkeeper checkpoint, CheckpointAsync). To make it as small as it can be, copy it (lockkeeper backup, BackupAsync), and put the copy in its place while no program uses it.");
}
