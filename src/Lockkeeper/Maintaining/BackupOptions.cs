namespace Lockkeeper;

/// <summary>How a backup is made.</summary>
public sealed class BackupOptions
{
    /// <summary>
    /// Whether every page, index and constraint of the copy is checked before it takes its name. Default
    /// <see langword="true"/>; it takes about as long as the copying.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>Whether a file that is there already is replaced, in one step, by a copy that is whole. Default <see langword="false"/>. One that is open as a database is never replaced.</summary>
    public bool Overwrite { get; init; }
}
