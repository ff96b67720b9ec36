using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>
/// A file with several hard links has several true names, and SQLite would give each its own WAL. All processes agree on
/// one when they can see all of them: the first in ordinal order of those in one directory.
/// </summary>
internal static class HardLinks
{
    /// <summary>The one name to open a file by.</summary>
    /// <exception cref="SharedDatabaseException">Not all of the file's names are in its directory.</exception>
    public static string Choose(string path, FileFacts file)
    {
        if (file.Links <= 1)
        {
            return path;
        }

        var names = Directory.EnumerateFiles(Path.GetDirectoryName(path)!)
            .Where(name => new FileInfo(name).LinkTarget is null && FileFacts.Read(name) is { } other && other.IsSameFile(file))
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == file.Links
            ? names[0]
            : throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{path}' has {file.Links} hard links, of which {names.Count} are in its own directory. SQLite would keep a WAL for "
                + "each name and lose writes. Remove the other names, or replace them by symbolic links, which are safe.");
    }
}
