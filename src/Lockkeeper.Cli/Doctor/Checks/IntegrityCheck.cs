using System.Globalization;
using Lockkeeper.DuckDB.Errors;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>What the long check found: SQLite's own (https://sqlite.org/pragma.html#pragma_integrity_check), or reading all that DuckDB has.</summary>
internal static class IntegrityCheck
{
    private const string Name = "integrity";

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Facts is null && patient.DuckDB?.Blocks is null) return null;
        if ((patient.Facts is null ? patient.DuckDB?.Faults : patient.Facts.Integrity) is not { } found) return Finding.Ok(Name, "Not looked at; --full reads the whole file.");
        if (patient.DuckDB is not null) return OfDuckDB(found);
        return found.Count == 0
            ? Finding.Ok(Name, "Every page, index and foreign key is sound.")
            : Finding.Problem(
                Name,
                string.Create(CultureInfo.InvariantCulture, $"{found.Count} faults, the first: {found[0]}."),
                "Put a copy of all its files aside. Faults of an index alone are mended by REINDEX; otherwise restore a backup, or try sqlite3's .recover on the copy.");
    }

    private static Finding OfDuckDB(IReadOnlyList<string> found) => found.Count == 0
        ? Finding.Ok(Name, "Every row of every table can be read, and the checksums of all its blocks are right.")
        : Finding.Problem(
            Name,
            string.Create(CultureInfo.InvariantCulture, $"{found.Count} {(found.Count == 1 ? "table" : "tables")} cannot be read, the first: {DuckDBErrors.FirstSentence(found[0])}"),
            "Put a copy of all its files aside, then restore a backup; the other tables can be copied out of the file.");
}
