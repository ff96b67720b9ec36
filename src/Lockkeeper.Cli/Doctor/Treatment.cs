using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Doctor.Reading;
using Lockkeeper.Cli.Files;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli.Doctor;

/// <summary>What <c>--fix</c> does: only what is safe while others use the file, and each step under the turn.</summary>
internal static class Treatment
{
    /// <summary>Does it.</summary>
    /// <returns>What was done, and what could not be, as sentences.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(Patient patient, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (patient.Header.Kind is FileKind.Empty) return ["nothing: the file is empty."];
        var done = new List<string>();
        try
        {
            if (patient.DuckDB is not null) return await CheckpointAsync(patient, timeout, cancellationToken);
            await using SharedDatabase database = SqliteDatabase.Open(patient.Path, new SqliteDatabaseOptions { WriteTimeout = timeout });
            if (patient.Facts is { JournalMode: not "wal" and var mode }) done.Add($"switched the file from {mode} to WAL.");
            if (patient.Side.Journal is { Size: > 0 } journal && PresentFile.Find(journal.Path) is null) done.Add($"let SQLite roll back what {journal.Name} was for.");
            if (patient.Side.Wal is { Size: > 0 })
            {
                CheckpointReport report = await database.CheckpointAsync(timeout, cancellationToken);
                done.Add(report.HeldBack
                    ? string.Create(CultureInfo.InvariantCulture, $"checkpointed {report.CheckpointedPages:N0} of {report.WalPages:N0} pages; a reader holds the rest back.")
                    : "put all of the WAL into the database.");
            }

            await database.WriteAsync(Optimize, cancellationToken, operation: "lockkeeper doctor");
            done.Add("brought the planner's statistics up to date (PRAGMA optimize).");
        }
        catch (SharedDatabaseException error)
        {
            done.Add($"no more: {error.Message}");
        }

        return done;
    }

    private static async Task<IReadOnlyList<string>> CheckpointAsync(Patient patient, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (patient.Side.Wal is not { Size: > 0 }) return ["nothing: there is no WAL to put into the database."];
        await using SharedDatabase database = OpenedFile.Open(patient.Path, options => options.WriteTimeout = timeout);
        await database.CheckpointAsync(timeout, cancellationToken);
        return ["put all of the WAL into the database."];
    }

    private static void Optimize(WriteTransaction transaction)
    {
        using DbCommand command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Transaction;
        command.CommandText = "PRAGMA optimize";
        command.ExecuteNonQuery();
    }
}
