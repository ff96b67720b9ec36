namespace Lockkeeper.Benchmarks.Processes;

/// <summary>What a child process hands back as JSON.</summary>
/// <param name="Counted">Writes acknowledged inside the window.</param>
/// <param name="Acknowledged">All acknowledged writes.</param>
/// <param name="Seconds">The length of the window.</param>
/// <param name="LongestMilliseconds">The longest wait from a call to its acknowledgement.</param>
/// <param name="ResidentBytes">Resident memory of the process.</param>
/// <param name="ManagedBytes">Live managed memory of it.</param>
internal sealed record ChildReport(
    long Counted = 0, long Acknowledged = 0, double Seconds = 0, double LongestMilliseconds = 0, long ResidentBytes = 0, long ManagedBytes = 0);
