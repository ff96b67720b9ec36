using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>All that a worker process did.</summary>
internal sealed record WorkerReport
{
    /// <summary>Acknowledged writes.</summary>
    public required long Writes { get; init; }

    /// <summary>Failed writes.</summary>
    public long Errors { get; init; }

    /// <summary>When the last of them was acknowledged, in nanoseconds after the common start.</summary>
    public required long Done { get; init; }

    /// <summary>When the last write was acknowledged or failed, in nanoseconds after the common start.</summary>
    public long Ended { get; init; }

    /// <summary>How many items each worker began, in the order of the workers: fewer than it was given where it gave up.</summary>
    public required IReadOnlyList<long> Begun { get; init; }

    /// <summary>Items whose write failed: nothing of them may stand.</summary>
    public required IReadOnlyList<long> Failed { get; init; }

    /// <summary>Items whose write may or may not stand (<see cref="SharedDatabaseErrorKind.OutcomeUnknown"/>).</summary>
    public required IReadOnlyList<long> Unknown { get; init; }

    /// <summary>The first error's message, or <see langword="null"/>.</summary>
    public string? FirstError { get; init; }

    /// <summary>How many errors there were of each kind.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByKind { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary><see cref="LatencyHistogram.Export"/> of the waits from call to acknowledgement.</summary>
    public required IReadOnlyList<int> Waits { get; init; }

    /// <summary>The longest wait in nanoseconds.</summary>
    public required long MaxWait { get; init; }

    /// <summary><see cref="Timeline.Width"/>.</summary>
    public required long TimelineWidth { get; init; }

    /// <summary><see cref="Timeline.Counts"/>.</summary>
    public required IReadOnlyList<int> Timeline { get; init; }

    /// <summary>Committed transactions, as the database counts them.</summary>
    public long Transactions { get; init; }

    /// <summary>Attempts that met a lock of another program, as the database counts them.</summary>
    public long Retries { get; init; }

    /// <summary>Snapshots that were read.</summary>
    public long Reads { get; init; }

    /// <summary>Snapshots that were looked at for being whole.</summary>
    public long Looks { get; init; }

    /// <summary>How many of them were not.</summary>
    public long LookFaults { get; init; }

    /// <summary>What was wrong with the first of those, or <see langword="null"/>.</summary>
    public string? FirstLookFault { get; init; }

    /// <summary>Distinct warnings that the database logged.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
