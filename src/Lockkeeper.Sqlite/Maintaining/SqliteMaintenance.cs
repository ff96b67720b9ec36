using System.Data.Common;
using System.Globalization;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Maintaining;

/// <summary>
/// Checkpoints and vacuums through a drop-in connection, which takes its turn for each statement that writes
/// (https://sqlite.org/pragma.html#pragma_wal_checkpoint, https://sqlite.org/lang_vacuum.html).
/// </summary>
internal sealed class SqliteMaintenance(string path) : IFileMaintenance
{
    // About a millisecond of work: no writer notices a turn so short.
    private const int PagesPerTurn = 256;
    private const int Incremental = 2;
    private const string Checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    private const string DriversWords = "SQLite Error 5: 'database is locked'. ";

    /// <inheritdoc/>
    public IAgeStatements Ages { get; } = new SqliteAges();

    /// <inheritdoc/>
    public void Copy(DbConnection snapshot, string destination, IProgress<BackupProgress>? progress, CancellationToken cancellationToken) =>
        FileCopy.Make(snapshot, destination, progress, cancellationToken);

    /// <inheritdoc/>
    public void Verify(string copy, CancellationToken cancellationToken) => FileCopy.Verify(copy, cancellationToken);

    /// <inheritdoc/>
    public async Task<CheckpointReport> CheckpointAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        var connection = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        long[] row = await RunAsync(connection, Checkpoint, timeout, cancellationToken).ConfigureAwait(false);
        long bytes = FileFacts.Read(path + "-wal")?.Size ?? 0;
        // Busy, pages in the WAL, pages of them in the database.
        return new CheckpointReport(true, (int)row[1], (int)row[2], bytes, row[0] != 0, TimeProvider.System.GetElapsedTime(start));
    }

    /// <inheritdoc/>
    public async Task<long> VacuumAsync(SharedDatabase database, TimeSpan timeout, IProgress<VacuumProgress>? progress, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        long free = await AskAsync(connection, "PRAGMA freelist_count", timeout, cancellationToken).ConfigureAwait(false);
        if (free > 0 && await AskAsync(connection, "PRAGMA auto_vacuum", timeout, cancellationToken).ConfigureAwait(false) != Incremental)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"{path} was not made with auto_vacuum=incremental, so its {free.ToString("N0", CultureInfo.InvariantCulture)} free pages cannot be given back piece by "
                + "piece. Rewrite it once at a quiet hour (lockkeeper vacuum --full, RewriteAsync); from then on they can.");
        }

        long freed = 0;
        while (free > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunAsync(connection, $"PRAGMA incremental_vacuum({PagesPerTurn.ToString(CultureInfo.InvariantCulture)})", timeout, cancellationToken).ConfigureAwait(false);
            long left = await AskAsync(connection, "PRAGMA freelist_count", timeout, cancellationToken).ConfigureAwait(false);
            // Others delete rows meanwhile: what they free counts for the next time.
            if (left >= free) break;
            freed += free - left;
            free = left;
            progress?.Report(new VacuumProgress(freed, free));
        }

        // The file itself becomes shorter with the checkpoint only.
        if (freed > 0) await RunAsync(connection, Checkpoint, timeout, cancellationToken).ConfigureAwait(false);
        return freed;
    }

    /// <inheritdoc/>
    public async Task RewriteAsync(SharedDatabase database, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        // It is only noted here, and done by the next VACUUM on the same connection.
        await RunAsync(connection, "PRAGMA auto_vacuum = incremental", timeout, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, "VACUUM", timeout, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, Checkpoint, timeout, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DbConnection> OpenAsync(SharedDatabase database, CancellationToken cancellationToken)
    {
        DbConnection connection = database.CreateConnection();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<long> AskAsync(DbConnection connection, string sql, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await RunAsync(connection, sql, timeout, cancellationToken).ConfigureAwait(false))[0];

    // Steps through all rows: incremental_vacuum frees one page a row. Returns the last.
    private async Task<long[]> RunAsync(DbConnection connection, string sql, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using var disposing = command.ConfigureAwait(false);
        command.CommandText = sql;
        // What holds a checkpoint back is reported, and not waited for with the turn in hand.
        if (connection is SharedSqliteConnection { Turn: { } turn }) turn.Wait.Refuses = sql == Checkpoint;
        command.CommandTimeout = (int)Math.Clamp(Math.Ceiling(timeout.TotalSeconds), 1, int.MaxValue);
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            long[] last = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                last = new long[reader.FieldCount];
                for (int i = 0; i < last.Length; i++) last[i] = reader.IsDBNull(i) ? 0 : reader.GetInt64(i);
            }

            return last;
        }
        catch (SqliteException error)
        {
            // The drop-in speaks as the driver does, and its callers know the codes. Here it is Lockkeeper that was asked.
            throw SqliteErrors.Classify(error) == EngineErrorClass.Busy
                ? new SharedDatabaseException(SharedDatabaseErrorKind.WriteTimeout, error.Message.Replace(DriversWords, "", StringComparison.Ordinal), error)
                : SqliteErrors.Translate(error, sql, path);
        }
    }
}
