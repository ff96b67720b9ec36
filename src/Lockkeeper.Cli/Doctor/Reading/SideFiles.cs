using Lockkeeper.Cli.Files;

namespace Lockkeeper.Cli.Doctor.Reading;

/// <summary>The files that belong to a database, beside it.</summary>
internal sealed record SideFiles(PresentFile? Wal, PresentFile? SharedMemory, PresentFile? Journal, PresentFile? Lockkeeper)
{
    /// <summary>All that are there.</summary>
    public IEnumerable<PresentFile> All => new[] { Wal, SharedMemory, Journal, Lockkeeper }.OfType<PresentFile>();

    /// <summary>Looks for them, without opening any.</summary>
    /// <param name="path">The database.</param>
    /// <param name="kind">DuckDB's WAL has another name.</param>
    public static SideFiles Find(string path, FileKind kind) => new(
        PresentFile.Find(path + (kind == FileKind.DuckDB ? ".wal" : "-wal")),
        PresentFile.Find(path + "-shm"),
        PresentFile.Find(path + "-journal"),
        PresentFile.Find(path + "-lockkeeper"));
}
