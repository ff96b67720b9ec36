namespace Lockkeeper;

/// <summary>What is different for one write.</summary>
public sealed class WriteOptions
{
    /// <summary>The options of a write that names none.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>
    /// Whether the write may share its transaction with others (group commit). Default <see langword="true"/>.
    /// With <see langword="false"/> it has a transaction of its own and its work is not run again on another's account.
    /// </summary>
    public bool Batch { get; init; } = true;

    /// <summary>
    /// How long this write may take, its waiting included. Default: the database's
    /// <see cref="SharedDatabaseOptions.WriteTimeout"/>; otherwise 1 ms to 1 day.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init
        {
            if (value is { } timeout)
                SharedDatabaseOptionsValidator.Range(timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), "1 ms to 1 day", nameof(Timeout));
            field = value;
        }
    }
}
