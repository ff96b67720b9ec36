namespace Lockkeeper.DuckDB.Instances;

/// <summary>
/// What this process has open, by canonical path. DuckDB guards a file with a POSIX lock, which does not guard a process from itself: two
/// instances on one file overwrite each other's commits, and closing one gives up the lock of both.
/// </summary>
internal sealed class FileClaim
{
    private static readonly Dictionary<string, FileClaim> Claims = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();

    private readonly string _path;
    private readonly bool _isShared;
    private int _count = 1;

    private FileClaim(string path, bool isShared)
    {
        _path = path;
        _isShared = isShared;
    }

    /// <summary>Claims the file for one instance, or for one use of the instance that connection strings share.</summary>
    /// <exception cref="InvalidOperationException">Another instance of this process has it.</exception>
    public static FileClaim? Take(string path, bool isShared)
    {
        if (!DatabasePath.IsFile(path))
        {
            return null;
        }

        lock (Gate)
        {
            if (!Claims.TryGetValue(path, out var claim))
            {
                return Claims[path] = new(path, isShared);
            }

            if (!isShared || !claim._isShared)
            {
                throw new InvalidOperationException(
                    $"{path} is already open in this process. Two instances of DuckDB on one file lose each other's commits: share the DuckDBInstance that there is (Connect()), or dispose it and its connections first.");
            }

            claim._count++;
            return claim;
        }
    }

    public void Release()
    {
        lock (Gate)
        {
            if (--_count == 0)
            {
                Claims.Remove(_path);
            }
        }
    }
}
