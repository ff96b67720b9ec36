using Lockkeeper.Cli.Files;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>What a DuckDB file shows from outside: its storage version and its WAL (https://duckdb.org/docs/stable/internals/storage).</summary>
internal static class DuckDBCheck
{
    private static readonly Dictionary<ulong, string> Versions = new()
    {
        [64] = "0.9.0 to 1.1.3",
        [65] = "1.2",
        [66] = "1.3",
        [67] = "1.4",
    };

    /// <summary>Judges them.</summary>
    public static IEnumerable<Finding> Check(Patient patient)
    {
        if (patient.Header.Kind is not FileKind.DuckDB) yield break;
        ulong version = patient.Header.StorageVersion;
        yield return Finding.Ok("storage version", Versions.TryGetValue(version, out string? releases)
            ? $"{version}, of DuckDB {releases}: those and newer ones read it."
            : $"{version}: a DuckDB that is older than the one that wrote the file may not read it.");
        if (patient.Side.Wal is not { Size: > 0 } wal) yield return Finding.Ok("WAL", "There is none: all is in the file.");
        else if (patient.Seen.IsHeld) yield return Finding.Ok("WAL", $"{wal.Name} of {ByteSize.Text(wal.Size)} belongs to the program that has the file open.");
        else
        {
            yield return Finding.Warning(
                "WAL",
                $"{wal.Name} of {ByteSize.Text(wal.Size)} was left by a program that did not close the file; it holds committed data.",
                "Keep it beside the database, whatever you copy or move. The next program that opens the file for writing puts it into the database.");
        }
    }
}
