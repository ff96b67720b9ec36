using Lockkeeper.Sqlite;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Files;

/// <summary>
/// Finds out with which engine a verb opens a file: the first bytes tell. Read with ordinary file calls, so only before this
/// process opens the file through its engine, as <see cref="FileHeader.Read"/> says.
/// </summary>
internal static class DatabaseFile
{
    private static readonly string[] DuckDBExtensions = [".duckdb", ".ddb"];

    /// <summary>Whether its engine is DuckDB, not SQLite. An empty file is SQLite's, which makes a database of it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="UsageException">There is no such file, it may not be read, or it is neither's.</exception>
    public static bool IsDuckDB(string path)
    {
        RequireFile(path);
        return ReadKind(path) switch
        {
            FileKind.DuckDB => true,
            FileKind.Sqlite => false,
            FileKind.Empty => IsNamedForDuckDB(path)
                ? throw new UsageException($"'{path}' is empty, and DuckDB makes no database of an empty file. Delete it; the program that fills it makes it anew.")
                : false,
            _ => throw new UsageException(NotADatabase(path)),
        };
    }

    /// <summary>
    /// Sees who has a file open, without opening it. This tool is left out: a program that has a DuckDB file open hands its
    /// descriptor down to what it starts, and the lock not.
    /// </summary>
    /// <exception cref="SharedDatabaseException">There is no such file, or its side file cannot be read.</exception>
    public static DatabaseObservation Observe(string path)
    {
        DatabaseObservation seen = SqliteDatabase.Observe(path);
        return seen with { Processes = [.. seen.Processes.Where(process => process.ProcessId != Environment.ProcessId)] };
    }

    /// <summary>Refuses what is no file.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static void RequireFile(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new UsageException("DATABASE is empty; name a file.");
        if (!File.Exists(path)) throw new UsageException(Directory.Exists(path) ? $"'{path}' is a directory; name a database file." : $"There is no file '{path}'.");
    }

    /// <summary>Whether a file that says nothing itself is meant for DuckDB.</summary>
    public static bool IsNamedForDuckDB(string path) => DuckDBExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>What is said of a file that is neither engine's.</summary>
    public static string NotADatabase(string path) => $"'{path}' is neither a SQLite nor a DuckDB database, or it is encrypted.";

    private static FileKind ReadKind(string path)
    {
        try
        {
            return FileHeader.Read(path).Kind;
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: this user has no right to. Correct its owner or mode.");
        }
        catch (IOException error)
        {
            throw new UsageException($"'{path}' cannot be read: {error.Message}");
        }
    }
}
