using Lockkeeper.DuckDB.Instances;
using Lockkeeper.DuckDB.Leasing;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>The file that is loaded: one ordinary file of this machine.</summary>
/// <param name="Path">Its absolute path, without symbolic links.</param>
internal sealed record InputFile(string Path)
{
    /// <summary>
    /// Its path as a literal in SQL that means this file and nothing else: what would make a pattern of it is put in brackets.
    /// </summary>
    public string Sql => SqlNames.Literal(string.Concat(Path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString())));

    /// <exception cref="SharedDatabaseException">It is not there, or it is part of a database that this process has open.</exception>
    public static InputFile Locate(string path, string databasePath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = DatabasePath.Canonical(System.IO.Path.GetFullPath(path));

        // To close any descriptor of a database's file drops the process's locks on it.
        if (DatabaseRegistry.Owns(full) || IsSame(full, databasePath))
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{full}' belongs to a database that this process has open, and to read it as an ordinary file would drop the database's locks. "
                + "Load from another file.");
        }

        if (Directory.Exists(full)) throw LoadErrors.BadInput($"'{full}' is a directory. Give the path of one file in it.");
        return File.Exists(full)
            ? new(full)
            : throw LoadErrors.BadInput($"There is no file at '{full}'. Correct the path, or wait until the file is there; nothing was changed.");
    }

    private static bool IsSame(string path, string databasePath) =>
        OpenFile.Identify(path) is { } identity && identity != default && identity == OpenFile.Identify(databasePath);
}
