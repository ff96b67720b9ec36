namespace Lockkeeper.EntityFrameworkCore;

/// <summary>How a context shares its file.</summary>
public sealed class LockkeeperDbContextOptions
{
    /// <summary>
    /// How often a unit of work is run again after it waited for its turn in vain, at most. Default 0: the error goes to the
    /// caller. With more, a transaction that a program begins by itself must be inside <c>strategy.Execute</c>, as with every
    /// strategy that retries (https://learn.microsoft.com/ef/core/miscellaneous/connection-resiliency). 0 to 100.
    /// </summary>
    public int MaxRetries { get; set; }

    /// <summary>
    /// How long <c>Migrate</c>, <c>EnsureCreated</c> and <c>EnsureDeleted</c> wait while another process is at one of them.
    /// Default 5 minutes; 1 ms to 1 day.
    /// </summary>
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(5);

    internal void Validate()
    {
        if (MaxRetries is < 0 or > 100) throw new ArgumentOutOfRangeException(nameof(MaxRetries), MaxRetries, $"{nameof(MaxRetries)} must be 0 to 100, not {MaxRetries}.");
        if (MigrationTimeout < TimeSpan.FromMilliseconds(1) || MigrationTimeout > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(MigrationTimeout), MigrationTimeout, $"{nameof(MigrationTimeout)} must be 1 ms to 1 day, not {MigrationTimeout}.");
    }
}
