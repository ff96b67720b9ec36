using System.Globalization;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>What SQLite's long check found (https://sqlite.org/pragma.html#pragma_integrity_check).</summary>
internal static class IntegrityCheck
{
    private const string Name = "integrity";

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Facts is not { } facts) return null;
        if (facts.Integrity is not { } found) return Finding.Ok(Name, "Not looked at; --full reads the whole file.");
        return found.Count == 0
            ? Finding.Ok(Name, "Every page, index and foreign key is sound.")
            : Finding.Problem(
                Name,
                string.Create(CultureInfo.InvariantCulture, $"{found.Count} faults, the first: {found[0]}."),
                "Put a copy of all its files aside. Faults of an index alone are mended by REINDEX; otherwise restore a backup, or try sqlite3's .recover on the copy.");
    }
}
