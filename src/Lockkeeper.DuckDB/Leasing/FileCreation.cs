using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Instances;
using Lockkeeper.Locking;

namespace Lockkeeper.DuckDB.Leasing;

/// <summary>Gives a file its one name, and makes it where it is missing, so that a read finds one.</summary>
internal static class FileCreation
{
    /// <summary>The canonical path of the file, which is there afterwards. Blocks the calling thread while it is created.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be created or shared.</exception>
    public static string Locate(string path, DuckDBDatabaseOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!DatabasePath.IsFile(path))
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{path}' is not a file, so no other process can share it. Give the path of a file, for example in {Path.GetTempPath()}.");
        }

        var canonical = DatabasePath.Canonical(path);
        if (Directory.Exists(canonical))
        {
            throw OpenErrors.CannotOpen($"'{canonical}' is a directory. Give the path of a file in it, for example '{Path.Combine(canonical, "analytics.duckdb")}'.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(canonical)))
        {
            throw OpenErrors.CannotOpen($"'{canonical}' cannot be opened: its directory does not exist. Create it first.");
        }

        if (!File.Exists(canonical)) Create(canonical, options);
        return canonical;
    }

    private static void Create(string path, DuckDBDatabaseOptions options)
    {
        FairFileLock? line = null;
        try
        {
            line = FairFileLock.Open(path);

            // Where the line does not move, DuckDB's own lock still lets only one create the file.
            line.Acquire(LockMode.Exclusive, options.WriteTimeout);
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            // As above.
        }

        using (line)
        {
            if (File.Exists(path)) return;
            try
            {
                OpenFile.Open(path, options, readOnly: false, create: true).Close(checkpoint: false, options.LoggerFactory.CreateLogger("Lockkeeper.DuckDB"));
            }
            catch (DuckDBException)
            {
                // Locked by another, who has just created it.
            }
        }
    }
}
