namespace Lockkeeper;

/// <summary>How far a backup is.</summary>
/// <param name="CopiedPages">Pages in the copy.</param>
/// <param name="TotalPages">Pages that it will have.</param>
public readonly record struct BackupProgress(long CopiedPages, long TotalPages);
