using Lockkeeper.Cli.Files;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>The versions of SQLite that are known to use the file, and their bugs.</summary>
internal static class VersionCheck
{
    private const string Name = "SQLite version";

    /// <summary>Judges them. Other programs on the file may have libraries of their own, of which only the last writer is known.</summary>
    public static Finding? Check(Patient patient)
    {
        if (patient.Header.Kind is not FileKind.Sqlite) return null;
        string text = patient.Header.WriterVersion is { } writer
            ? $"{SqliteLibrary.Version} in this tool; {writer} last checkpointed the file."
            : $"{SqliteLibrary.Version} in this tool.";
        return KnownBugs.Find(patient.Header.WriterVersion ?? SqliteLibrary.Version) is { } bug
            ? Finding.Warning(Name, $"{text} {char.ToUpperInvariant(bug[0])}{bug[1..bug.LastIndexOf(". ", StringComparison.Ordinal)]}.", "Use SQLite 3.51.3, 3.50.7, 3.44.6 or newer in programs that do not use Lockkeeper.")
            : Finding.Ok(Name, text);
    }
}
