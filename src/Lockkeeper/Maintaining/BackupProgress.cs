namespace Lockkeeper;

/// <summary>How far a backup is.</summary>
/// <param name="CopiedPages">Pages in the copy, or what the engine counts in their place: <see cref="Unit"/>.</param>
/// <param name="TotalPages">Pages that it will have.</param>
public readonly record struct BackupProgress(long CopiedPages, long TotalPages)
{
    /// <summary>What is counted: <c>pages</c>, the default, or <c>rows</c> where the engine copies table by table, as DuckDB does.</summary>
    public string Unit { get; init; } = "pages";
}
