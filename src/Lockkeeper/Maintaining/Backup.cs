using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Engines;

namespace Lockkeeper.Maintaining;

/// <summary>Makes a copy under another name, checks it, and gives it its own.</summary>
internal static class Backup
{
    private static readonly string[] JournalSuffixes = ["-wal", "-journal", ".wal"];
    private static readonly string[] OwnSuffixes = ["", "-wal", "-shm", "-journal", "-lockkeeper", ".wal"];

    /// <inheritdoc cref="SharedDatabaseMaintenance.BackupAsync"/>
    public static Task<BackupResult> RunAsync(
        DatabaseCore core, string path, BackupOptions options, IProgress<BackupProgress>? progress, string operation, CancellationToken cancellationToken)
    {
        IFileMaintenance engine = core.Engine.Maintenance
            ?? throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, $"The engine '{core.Engine.Name}' has no backups.");

        // It blocks on the disk for long: not a thread of the pool.
        return Task.Factory.StartNew(
            () => Run(core, engine, path, options, progress, operation, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private static BackupResult Run(
        DatabaseCore core, IFileMaintenance engine, string path, BackupOptions options, IProgress<BackupProgress>? progress, string operation, CancellationToken cancellationToken)
    {
        Refuse(core.DatabasePath, path, options);
        // Beside its own name: only there is a rename one step.
        string unfinished = $"{path}.{Path.GetRandomFileName()}.unfinished";
        try
        {
            DateTimeOffset at = default;
            TimeSpan held = default;
            Func<DbConnection, Task<bool>> copy = snapshot =>
            {
                at = core.UtcNow;
                long start = Stopwatch.GetTimestamp();
                engine.Copy(snapshot, unfinished, progress, cancellationToken);
                held = Stopwatch.GetElapsedTime(start);
                return Task.FromResult(true);
            };
            core.ReadAsync(copy, cancellationToken, operation, unlimited: true).GetAwaiter().GetResult();
            if (options.Verify) engine.Verify(unfinished, cancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(unfinished, File.GetUnixFileMode(core.DatabasePath));
            long size = Flush(unfinished);
            cancellationToken.ThrowIfCancellationRequested();
            RefuseLeftovers(path);
            File.Move(unfinished, path, options.Overwrite);
            return new BackupResult(path, size, at, held);
        }
        catch
        {
            Remove(unfinished);
            throw;
        }
    }

    private static void Refuse(string database, string path, BackupOptions options)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The directory '{folder}' does not exist. Create it first.");
        string file = Path.Combine(Real(folder), Path.GetFileName(path));
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        foreach (string suffix in OwnSuffixes)
        {
            if (file.Equals(database + suffix, comparison))
                throw new IOException($"'{path}' belongs to the database itself. Give the backup another name, best in another directory.");
        }

        RefuseLeftovers(path);
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a directory. Give the name of a file in it.");
        if (!options.Overwrite && File.Exists(path)) throw new IOException($"'{path}' is there already. Give the backup another name, or move that file away.");
    }

    // Whoever opens the copy would find what is in them put into it: they belong to whatever had the name before.
    private static void RefuseLeftovers(string path)
    {
        foreach (string suffix in JournalSuffixes)
        {
            if (File.Exists(path + suffix))
            {
                throw new IOException(
                    $"'{path + suffix}' is there: '{path}' is open as a database, or was left behind by a program that died, and the backup would be mixed with it. "
                    + "Close it, or open and close it once, or give the backup another name.");
            }
        }
    }

    // A rename replaces the file that a link leads to only where the link is one of its directories. The database's own path has
    // gone through them already.
    private static string Real(string folder)
    {
        string real = Path.GetDirectoryName(folder) is { } parent ? Path.Combine(Real(parent), Path.GetFileName(folder)) : folder;
        return new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true) is { } link ? Real(link.FullName) : real;
    }

    // The copy is nobody's database yet: opening it drops no lock.
    private static long Flush(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static void Remove(string path)
    {
        foreach (string suffix in OwnSuffixes)
        {
            try
            {
                File.Delete(path + suffix);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The first error is what the caller must know; the name says that it is nothing finished.
            }
        }
    }
}
