namespace Lockkeeper.Engines;

/// <summary>What a checkpoint did.</summary>
/// <param name="Truncating">Whether it was to truncate the WAL (past <c>MaxWalSize</c>) rather than passive.</param>
/// <param name="WalPages">Pages in the WAL, or -1 where the engine did not say.</param>
/// <param name="CheckpointedPages">Pages of them that are now in the database file.</param>
/// <param name="WalBytes">The size of the WAL file afterwards.</param>
/// <param name="HeldBack">Whether a reader kept it from finishing.</param>
/// <param name="Elapsed">How long it took.</param>
public readonly record struct CheckpointReport(
    bool Truncating, int WalPages, int CheckpointedPages, long WalBytes, bool HeldBack, TimeSpan Elapsed);
