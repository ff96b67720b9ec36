namespace Lockkeeper.DuckDB.Instances;

/// <summary>One name for one file: absolute, without symbolic links.</summary>
internal static class DatabasePath
{
    /// <summary>What opens a database without a file.</summary>
    public const string Memory = ":memory:";

    private const int MaxLinks = 40;

    /// <summary>Whether <paramref name="path"/> is an ordinary file's, not memory's or an address.</summary>
    public static bool IsFile(string path) =>
        !path.StartsWith(Memory, StringComparison.Ordinal)
        && !path.StartsWith("md:", StringComparison.Ordinal)
        && !path.Contains("://", StringComparison.Ordinal);

    public static string Canonical(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
        {
            return Memory;
        }

        return IsFile(path) ? Resolve(Path.GetFullPath(path), MaxLinks) : path;
    }

    private static string Resolve(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = Path.Combine(Resolve(parent, links), Path.GetFileName(path));
        return links > 0 && new FileInfo(here).LinkTarget is { } target
            ? Resolve(Path.GetFullPath(target, Path.GetDirectoryName(here)!), links - 1)
            : here;
    }
}
