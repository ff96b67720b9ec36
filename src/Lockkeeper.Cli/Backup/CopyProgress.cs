using System.Globalization;

namespace Lockkeeper.Cli.Backup;

/// <summary>Progress while pages are copied and checked.</summary>
internal static class CopyProgress
{
    /// <summary>Runs <paramref name="work"/> and shows how far it is, unless <paramref name="silent"/>.</summary>
    public static Task<BackupResult> ShowAsync(bool silent, Func<IProgress<BackupProgress>?, Task<BackupResult>> work) =>
        StepProgress.ShowAsync(silent, Step, work);

    private static Steps Step(BackupProgress progress) => new(
        progress.CopiedPages,
        progress.TotalPages,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.CopiedPages:N0} of {progress.TotalPages:N0} {progress.Unit} copied{(progress.CopiedPages == progress.TotalPages ? ", checking" : "")}"));
}
