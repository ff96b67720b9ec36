namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>When a worker begins no further write though it has some left.</summary>
/// <param name="FailuresInARow">After so many failures in a row: a full disk or a dead file would fail them all.</param>
/// <param name="Duration">So long after the common start, or <see langword="null"/> for no such end.</param>
internal sealed record WorkerLimits(int FailuresInARow = WorkerLimits.FailuresToGiveUp, TimeSpan? Duration = null)
{
    /// <summary>What a worker takes where failures are not expected.</summary>
    public const int FailuresToGiveUp = 5;
}
