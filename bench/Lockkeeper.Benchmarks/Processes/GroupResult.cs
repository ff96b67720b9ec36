using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Processes;

/// <summary>What several processes did in the same window.</summary>
internal sealed record GroupResult(IReadOnlyList<ChildReport> Processes)
{
    public double PerSecond => Processes.Sum(process => process.Counted) / Processes[0].Seconds;

    public long Acknowledged => Processes.Sum(process => process.Acknowledged);

    public double LongestMilliseconds => Processes.Max(process => process.LongestMilliseconds);

    /// <summary>Jain's index of the writes of each process.</summary>
    public double Fairness => Statistics.Jain([.. Processes.Select(process => process.Counted)]);
}
