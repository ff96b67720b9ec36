namespace Lockkeeper;

/// <summary>How far a vacuum is.</summary>
/// <param name="FreedPages">Pages that were given back.</param>
/// <param name="FreePages">Pages of the file that still hold nothing.</param>
public readonly record struct VacuumProgress(long FreedPages, long FreePages);
