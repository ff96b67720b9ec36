using System.Globalization;
using Lockkeeper.Cli.Files;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>How large the WAL is, how much of it is in the database already, and who holds the rest back.</summary>
internal static class WalCheck
{
    private const string Name = "WAL";

    private static readonly long Large = new SqliteDatabaseOptions().MaxWalSize;

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Header.Kind != FileKind.Sqlite) return null;
        bool used = patient.Seen.Processes.Count > 0;
        if (patient.Side.Wal is not { Size: > 0 } wal)
        {
            return patient.Facts?.JournalMode == "wal" ? Finding.Ok(Name, used ? "It is empty." : "There is none: the last program that had the file open put all of it into the database.") : null;
        }

        if (!used)
        {
            return Finding.Warning(
                Name,
                $"{wal.Name} of {ByteSize.Text(wal.Size)} was left behind, by a program that died or may only read; it may hold committed data.",
                "Keep it beside the database, whatever you copy or move. Run doctor --fix, or open the file with any program that writes: SQLite puts it into the database by itself.");
        }

        string progress = patient.WalIndex is { } index
            ? string.Create(CultureInfo.InvariantCulture, $"{ByteSize.Text(wal.Size)}, {index.Checkpointed:N0} of {index.Pages:N0} pages checkpointed")
            : ByteSize.Text(wal.Size);
        bool complete = patient.WalIndex is { } all && all.Checkpointed >= all.Pages;
        if (wal.Size <= Large || complete) return Finding.Ok(Name, $"{progress}.");
        return Readers(patient) is { Length: > 0 } readers
            ? Finding.Warning(Name, $"{progress}; held back by {readers}.", "End the reads of that program, or make them shorter. The WAL shrinks at the next checkpoint after that.")
            : Finding.Warning(Name, $"{progress}; no reader is seen that holds it back.", "Run doctor --fix or lockkeeper checkpoint: some program writes without ever checkpointing.");
    }

    private static string Readers(Patient patient) => string.Join(
        ", ",
        patient.Seen.Processes
            .Where(process => process.Locks.Contains("read") || process.Board?.OldestReadSince is not null)
            .Select(process => Who.WhoText.Identity(process)));
}
