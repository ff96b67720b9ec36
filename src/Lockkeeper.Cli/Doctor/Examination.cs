using Lockkeeper.Cli.Doctor.Checks;

namespace Lockkeeper.Cli.Doctor;

/// <summary>All checks, in the order in which a person reads them.</summary>
internal static class Examination
{
    /// <summary>Judges a file.</summary>
    public static IReadOnlyList<Finding> Run(Patient patient) =>
    [
        .. new[]
        {
            FormatCheck.Check(patient),
            JournalModeCheck.Check(patient),
            WalCheck.Check(patient),
            HotJournalCheck.Check(patient),
        }.OfType<Finding>(),
        .. DuckDBCheck.Check(patient),
        .. HoldersCheck.Check(patient),
        .. new[] { SideFileCheck.Check(patient), FileSystemCheck.Check(patient) }.OfType<Finding>(),
        .. PermissionsCheck.Check(patient),
        .. new[] { VersionCheck.Check(patient), PagesCheck.Check(patient), IntegrityCheck.Check(patient) }.OfType<Finding>(),
    ];
}
