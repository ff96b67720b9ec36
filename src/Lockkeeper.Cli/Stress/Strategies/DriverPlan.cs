namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>A usual way of using Microsoft.Data.Sqlite.</summary>
internal sealed record DriverPlan
{
    /// <summary>The mode of the file.</summary>
    public JournalMode JournalMode { get; init; } = JournalMode.Wal;

    /// <summary>Whether the row is looked at before it is changed.</summary>
    public bool LooksFirst { get; init; }

    /// <summary>Whether a transaction takes its lock at the first write (<c>BEGIN</c>), or at once (<c>BEGIN IMMEDIATE</c>).</summary>
    public bool IsDeferred { get; init; }

    /// <summary>How long one attempt waits for a lock. The driver counts in whole seconds, from 1.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>
    /// Whether SQLite's busy handler waits (<c>PRAGMA busy_timeout</c>), which looks again after 1 to 100 ms; otherwise the
    /// driver does, which looks again every 150 ms.
    /// </summary>
    public bool UsesBusyTimeout { get; init; }

    /// <summary>How often the whole transaction is tried again, from 0.1 s doubling.</summary>
    public int MaxRetries { get; init; }

    /// <summary>Whether a process lets one of its threads write at a time.</summary>
    public bool OneAtATime { get; init; }
}
