namespace Lockkeeper.Locking;

/// <summary>What one process shows to all others on the presence board.</summary>
public sealed record BoardEntry
{
    /// <summary>The process's id, in its own process namespace.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When the process started, UTC.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>The process's name, cut to what fits a slot.</summary>
    public required string ProcessName { get; init; }

    /// <summary>What it does with the turn.</summary>
    public required TurnState State { get; init; }

    /// <summary>The operation that it holds or wants the turn for; empty when it does neither.</summary>
    public required string Operation { get; init; }

    /// <summary>Since when <see cref="State"/> holds, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Writes queued in the process.</summary>
    public int QueueLength { get; init; }

    /// <summary>Readers at work in the process.</summary>
    public int ReadersInUse { get; init; }

    /// <summary>Since when its oldest reader reads, UTC, or <see langword="null"/>.</summary>
    public DateTimeOffset? OldestReadSince { get; init; }

    /// <summary>The process's counters since it opened the database.</summary>
    public BoardCounters Counters { get; init; }

    /// <summary>How long its turns were waited for and held, or <see langword="null"/> before the first.</summary>
    public BoardHistograms? Histograms { get; init; }
}
