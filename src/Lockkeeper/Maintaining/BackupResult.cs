namespace Lockkeeper;

/// <summary>What a backup made.</summary>
/// <param name="Path">The copy's absolute path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="SnapshotAt">The moment whose state it holds, UTC: all that was acknowledged before, and nothing that began after.</param>
/// <param name="SnapshotHeld">How long the snapshot was kept, which holds back the checkpoints of the WAL meanwhile.</param>
public sealed record BackupResult(string Path, long Bytes, DateTimeOffset SnapshotAt, TimeSpan SnapshotHeld);
