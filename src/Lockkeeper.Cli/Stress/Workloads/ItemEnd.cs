namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>How an item ended.</summary>
/// <param name="Item">Its number, among those of all workers.</param>
/// <param name="Stands">Whether its write was acknowledged.</param>
internal sealed record ItemEnd(long Item, bool Stands);
