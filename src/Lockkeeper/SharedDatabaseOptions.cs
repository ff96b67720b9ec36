using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockkeeper;

/// <summary>
/// What all engines share. The values are copied and validated when the database is opened: a later change has no effect,
/// and a value out of range is an <see cref="ArgumentOutOfRangeException"/> that names the option and its range.
/// </summary>
public abstract class SharedDatabaseOptions
{
    /// <summary>
    /// How long a write may take from the call to its acknowledgement, its wait in the queue and for the turn included.
    /// Default 30 s; 1 ms to 1 day. <see cref="WriteOptions.Timeout"/> sets it for one write.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read may wait for a free connection. Default 30 s; 1 ms to 1 day.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What an acknowledged write survives. Default <see cref="Lockkeeper.Durability.Normal"/>.</summary>
    public Durability Durability { get; set; } = Durability.Normal;

    /// <summary>
    /// The most connections that read at the same time. They are opened when first needed.
    /// Default: twice the number of processors, at least 4; 1 to 1,000.
    /// </summary>
    public int MaxReaders { get; set; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>
    /// How long this process keeps the turn while others wait for it; it is given up at the end of the transaction that
    /// runs then. Default 5 ms; 0 (one transaction a turn) to 10 s.
    /// </summary>
    public TimeSpan TurnSlice { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The most writes in one transaction. Default 1,000; 1 to 1,000,000. 1 switches group commit off.</summary>
    public int MaxBatch { get; set; } = 1_000;

    /// <summary>
    /// The most writes that may be queued in this process. One more waits outside, in order and without blocking a thread,
    /// and fails with <see cref="SharedDatabaseErrorKind.QueueFull"/> when its deadline comes first.
    /// Default 100,000; 1 to 10,000,000.
    /// </summary>
    public int MaxQueuedWrites { get; set; } = 100_000;

    /// <summary>
    /// How long one transaction may hold the turn. A longer one is interrupted, rolled back and reported with
    /// <see cref="SharedDatabaseErrorKind.WriteTooLong"/>. Default 10 s; 10 ms to 1 day.
    /// </summary>
    public TimeSpan MaxWriteDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one read may keep its snapshot. A longer one is interrupted, because it holds back checkpoints, loses its
    /// snapshot where it runs no statement that could be interrupted, and is reported with <see cref="SharedDatabaseErrorKind.ReadTooLong"/>. Default 60 s; 10 ms to 1 day.
    /// </summary>
    public TimeSpan MaxReadDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What happens when a program that knows nothing of Lockkeeper holds the engine's lock.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>Where warnings and errors are logged. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The clock and its timers. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
