using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// A line that a worker process writes to its output, as JSON. One of the members is set: <see cref="Ready"/> once,
/// then <see cref="Progress"/> five times a second and <see cref="Ended"/> as it happens, then <see cref="Report"/> once.
/// </summary>
internal sealed record WorkerMessage
{
    /// <summary>The database is open and the workers are there; they begin at the parent's word.</summary>
    public bool Ready { get; init; }

    /// <summary>Where it listens, of a web site, with <see cref="Ready"/>.</summary>
    public Uri? Site { get; init; }

    /// <summary>How far it is.</summary>
    public WorkerProgress? Progress { get; init; }

    /// <summary>How an item ended, where others wait for it.</summary>
    public ItemEnd? Ended { get; init; }

    /// <summary>All that it did.</summary>
    public WorkerReport? Report { get; init; }
}

/// <summary>How far a process is.</summary>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Errors">Failed writes.</param>
internal sealed record WorkerProgress(long Writes, long Errors);

/// <summary>The parent's word to begin.</summary>
/// <param name="Start">
/// The start that all processes share, as a <see cref="System.Diagnostics.Stopwatch"/> timestamp: that clock is the
/// machine's own and the same for every process on Linux, Windows and macOS.
/// </param>
internal sealed record GoMessage(long Start);

/// <summary>What the parent tells about another process, where items wait for each other. One of the two is set.</summary>
/// <param name="Ended">How an item of it ended.</param>
/// <param name="Gone">Its number: it ends no further item.</param>
internal sealed record NewsMessage(ItemEnd? Ended = null, int? Gone = null);
