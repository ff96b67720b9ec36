using System.Globalization;

namespace Lockkeeper.Cli.Backup;

/// <summary>Makes a copy again and again, each with its time in its name, and deletes the oldest.</summary>
/// <param name="database">The database.</param>
/// <param name="path">The name without the time.</param>
/// <param name="every">From the beginning of one copy to that of the next.</param>
/// <param name="keep">How many stay; all where it is <see langword="null"/>.</param>
/// <param name="tell">Told of each copy.</param>
/// <param name="fail">Told why a copy, but not the first, was not made.</param>
/// <param name="silent">Whether no progress is shown.</param>
internal sealed class Rotation(SharedDatabase database, string path, TimeSpan every, int? keep, Action<BackupResult> tell, Action<string> fail, bool silent = false)
{
    private const string TimeInName = "yyyyMMdd'T'HHmmss'Z'";
    private readonly string _path = Path.GetFullPath(path);

    /// <summary>
    /// Runs until the token is cancelled. When the first copy cannot be made, that is thrown; when a later one cannot, as on a
    /// disk that is full for a while, that is told and the next is tried.
    /// </summary>
    /// <returns>The exit status: whether the last copy was made.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every);
        int status = ExitStatus.Success;
        try
        {
            await CopyAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken)) status = await TryCopyAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it is meant to end; a copy that was being made is gone.
        }

        return status;
    }

    private async Task<int> TryCopyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CopyAsync(cancellationToken);
            return ExitStatus.Success;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SharedDatabaseException { Kind: SharedDatabaseErrorKind.Damaged or SharedDatabaseErrorKind.ReadTimeout })
        {
            fail(error.Message);
            return ExitStatus.Failure;
        }
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        string name = NameAt(TimeProvider.System.GetUtcNow());
        tell(await CopyProgress.ShowAsync(silent, progress => database.BackupAsync(name, options: null, progress, cancellationToken, "lockkeeper backup")));
        DeleteOldest();
    }

    /// <summary>The copy's name at a moment.</summary>
    public string NameAt(DateTimeOffset time) => Path.Combine(
        Path.GetDirectoryName(_path)!,
        $"{Path.GetFileNameWithoutExtension(_path)}-{time.UtcDateTime.ToString(TimeInName, CultureInfo.InvariantCulture)}{Path.GetExtension(_path)}");

    // Only what has a time where one belongs: no other file is ever deleted.
    private void DeleteOldest()
    {
        if (keep is not { } most) return;
        string stem = Path.GetFileNameWithoutExtension(_path) + "-";
        string extension = Path.GetExtension(_path);
        var copies = Directory.EnumerateFiles(Path.GetDirectoryName(_path)!, $"{stem}*{extension}")
            .Where(file => IsCopy(Path.GetFileName(file), stem, extension))
            .OrderDescending(StringComparer.Ordinal);
        foreach (string old in copies.Skip(most))
        {
            // Somebody has it open; it goes another time.
            if (!File.Exists(old + "-wal") && !File.Exists(old + "-journal") && !File.Exists(old + ".wal")) File.Delete(old);
        }
    }

    private static bool IsCopy(string name, string stem, string extension) =>
        name.Length > stem.Length + extension.Length
        && name.StartsWith(stem, StringComparison.Ordinal)
        && name.EndsWith(extension, StringComparison.Ordinal)
        && DateTime.TryParseExact(name[stem.Length..^extension.Length], TimeInName, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
