namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What a process's way to the file counted and logged.</summary>
/// <param name="Transactions">Committed write transactions.</param>
/// <param name="Retries">Attempts that met a lock and were made again.</param>
/// <param name="Warnings">Distinct warnings.</param>
/// <param name="Reads">Snapshots that were read.</param>
internal sealed record StoreCounters(long Transactions, long Retries, IReadOnlyList<string> Warnings, long Reads = 0);
