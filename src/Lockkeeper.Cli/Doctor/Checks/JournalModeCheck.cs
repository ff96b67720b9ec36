namespace Lockkeeper.Cli.Doctor.Checks;

/// <summary>Whether readers and the writer let each other work (https://sqlite.org/wal.html).</summary>
internal static class JournalModeCheck
{
    private const string Name = "journal mode";

    /// <summary>Judges it.</summary>
    public static Finding? Check(Patient patient) => patient.Facts?.JournalMode switch
    {
        null => null,
        "wal" => Finding.Ok(Name, "WAL: readers and the writer do not wait for each other."),
        var mode => Finding.Warning(Name, $"{mode}: readers lock the writer out, and the writer the readers.", "Run doctor --fix while nobody uses the file, or open it once with Lockkeeper: either switches it to WAL, for good."),
    };
}
