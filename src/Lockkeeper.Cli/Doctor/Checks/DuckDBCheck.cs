using System.Globalization;
using Lockkeeper.Cli.Doctor.Reading;
using Lockkeeper.DuckDB.Errors;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>A DuckDB file: whether it opens, its storage version, its WAL, its blocks (https://duckdb.org/docs/stable/internals/storage).</summary>
internal static class DuckDBCheck
{
    private const string Wal = "WAL";
    private const long ManyFree = 64L << 20;

    private static readonly Dictionary<ulong, string> Versions = new()
    {
        [64] = "0.9.0 to 1.1.3",
        [65] = "1.2",
        [66] = "1.3",
        [67] = "1.4",
    };

    /// <summary>Judges it.</summary>
    public static IEnumerable<Finding> Check(Patient patient)
    {
        if (patient.DuckDB is not { } look) yield break;
        yield return File(patient, look);
        ulong version = patient.Header.StorageVersion;
        yield return Finding.Ok("storage version", Versions.TryGetValue(version, out string? releases)
            ? $"{version}, of DuckDB {releases}: those and newer ones read it."
            : $"{version}: a DuckDB that is older than the one that wrote the file may not read it.");
        yield return Log(patient, look);
        yield return Finding.Ok("DuckDB version", $"{look.LibraryVersion} in this tool.");
        if (look.Blocks is { } blocks) yield return Use(blocks);
    }

    private static Finding File(Patient patient, DuckDBLook look)
    {
        string what = $"A DuckDB database of {ByteSize.Text(patient.File.Size)}";
        if (look.Refusal is not { } error)
            return Finding.Ok("file", look.IsInUse ? $"{what}. Others have it open for writing, so that it was not looked into." : $"{what}.");
        return Finding.Problem("file", $"{what}, which does not open: {DuckDBErrors.FirstSentence(error.Message)}", OpenErrors.IsOfNewerVersion(error)
            ? "Use a newer lockkeeper, or write the file anew with the DuckDB that wrote it: EXPORT DATABASE there, IMPORT DATABASE with an older one."
            : OpenErrors.IsWithoutRight(error)
                ? "Give this user the right to read it and the files beside it, or run this as their owner."
                : "Put a copy of all its files aside, then restore a backup, or open the copy with the DuckDB that wrote it.");
    }

    private static Finding Log(Patient patient, DuckDBLook look)
    {
        if (patient.Side.Wal is not { Size: > 0 } wal) return Finding.Ok(Wal, "There is none: all is in the file.");
        string what = $"{wal.Name} of {ByteSize.Text(wal.Size)}";
        if (look.Refusal is { } error && OpenErrors.IsOfLog(error))
        {
            return Finding.Problem(
                Wal,
                $"{what} holds commits that DuckDB cannot read back.",
                "Never delete it: that gives up the commits in it. Put a copy of both files aside, then open the copy with the DuckDB that wrote it.");
        }

        return look.IsInUse
            ? Finding.Ok(Wal, $"{what} belongs to the program that has the file open.")
            : Finding.Warning(
                Wal,
                look.Refusal is null ? $"{what} was left by a program that did not close the file; it holds committed data, and DuckDB reads it." : $"{what} was left by a program that did not close the file; it may hold committed data.",
                "Keep it beside the database, whatever you copy or move. Run doctor --fix or lockkeeper checkpoint, or open the file with any program that writes: DuckDB puts it into the database by itself.");
    }

    private static Finding Use(BlockUse blocks)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{blocks.Total:N0} of {ByteSize.Text(blocks.Size)}, {blocks.Free:N0} of them free.");
        return blocks.Free * 4 > blocks.Total && blocks.Free * blocks.Size > ManyFree
            ? Finding.Warning("blocks", text, "More than a quarter is free. It is used again by new rows; to make the file smaller, copy it with lockkeeper backup and put the copy in its place while no program uses it.")
            : Finding.Ok("blocks", text);
    }
}
