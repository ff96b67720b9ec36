using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Cli.Doctor.Reading;

/// <summary>A file and what says who may use it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Facts">What it is.</param>
/// <param name="Owner">Its owner's number and its group's; <see langword="null"/> where the system has none.</param>
/// <param name="Mode">Its permissions.</param>
internal sealed record PresentFile(string Path, FileFacts Facts, (uint User, uint Group)? Owner, UnixFileMode Mode)
{
    /// <summary>Its size in bytes.</summary>
    public long Size => Facts.Size;

    /// <summary>Its name without the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Looks, without opening it; <see langword="null"/> where there is none.</summary>
    public static PresentFile? Find(string path) => FileFacts.Read(path) is { } facts
        ? new(path, facts, OperatingSystem.IsLinux() ? FileOwner.Read(path) : null, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path))
        : null;
}
