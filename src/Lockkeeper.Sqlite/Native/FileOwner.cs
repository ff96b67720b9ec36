namespace Lockkeeper.Sqlite.Native;

/// <summary>Whose a file is, learned without opening it. Linux only.</summary>
internal static class FileOwner
{
    /// <summary>The numbers of its user and its group, or <see langword="null"/> where there is no such file.</summary>
    public static (uint User, uint Group)? Read(string path) =>
        Libc.TryStat(FileFacts.Encode(path), out var stat) ? (stat.User, stat.Group) : null;
}
