namespace Lockkeeper.Sqlite.Opening;

/// <summary>
/// One name for one file: absolute, all symbolic links followed, also where the file does not exist yet. SQLite names the
/// WAL after the path that it is given, so two processes with two names for one file would write two WALs.
/// </summary>
internal static class CanonicalPath
{
    // As the kernel has it (ELOOP).
    private const int MaxLinks = 40;

    /// <summary>Resolves what a caller names. Opens nothing.</summary>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="SharedDatabaseException">It is not a path to a file, or its links run in a circle.</exception>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{path}' is a SQLite URI. Give the path of the file instead, and set what its query says in {nameof(SqliteDatabaseOptions)}.");
        }

        if (path.StartsWith(':') && path.EndsWith(':'))
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"'{path}' is a database in memory, which no other process can share. Give the path of a file, for example in {Path.GetTempPath()}.");
        }

        // Windows drops ".." before it looks at links; everywhere else ".." is the parent of what a link leads to.
        return OperatingSystem.IsWindows() ? Follow(Path.GetFullPath(path)) : Follow(path);
    }

    private static string Follow(string path)
    {
        var start = Path.IsPathRooted(path) ? Path.GetPathRoot(path)! : Environment.CurrentDirectory;
        var parts = new Stack<string>();
        Push(parts, Path.IsPathRooted(path) ? path[start.Length..] : path);
        var current = start;
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part is "." or "")
            {
                continue;
            }

            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new SharedDatabaseException(
                    SharedDatabaseErrorKind.CannotOpen,
                    $"'{path}' goes through more than {MaxLinks} symbolic links; they run in a circle. Correct the link '{next}'.");
            }

            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            Push(parts, target);
        }

        return current;
    }

    private static void Push(Stack<string> parts, string path)
    {
        var split = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]);
        for (var i = split.Length - 1; i >= 0; i--)
        {
            parts.Push(split[i]);
        }
    }
}
