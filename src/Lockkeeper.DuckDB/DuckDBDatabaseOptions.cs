namespace Lockkeeper.DuckDB;

/// <summary>
/// How a DuckDB file is opened and shared. The values are copied and validated when the database is opened: a later change has
/// no effect. Some defaults are longer than those of the base class, because a turn costs an opening of the file:
/// <see cref="SharedDatabaseOptions.TurnSlice"/> 200 ms, <see cref="SharedDatabaseOptions.MaxWriteDuration"/> and
/// <see cref="SharedDatabaseOptions.MaxReadDuration"/> 10 minutes, and <see cref="SharedDatabaseOptions.Retry"/> up to 100 times
/// with at most 1 s between, so that the deadline ends the wait for a program that does not use Lockkeeper.
/// </summary>
/// <remarks>DuckDB syncs its write-ahead log at every commit: <see cref="SharedDatabaseOptions.Durability"/> changes nothing.</remarks>
public sealed class DuckDBDatabaseOptions : SharedDatabaseOptions
{
    /// <summary>The defaults.</summary>
    public DuckDBDatabaseOptions()
    {
        TurnSlice = TimeSpan.FromMilliseconds(200);
        MaxWriteDuration = TimeSpan.FromMinutes(10);
        MaxReadDuration = TimeSpan.FromMinutes(10);
        Retry = new RetryOptions { MaxRetries = 100, BaseDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromSeconds(1) };
    }

    private DuckDBDatabaseOptions(DuckDBDatabaseOptions other)
    {
        // The base class's values, one by one: a copy by MemberwiseClone would share Settings.
        WriteTimeout = other.WriteTimeout;
        ReadTimeout = other.ReadTimeout;
        Durability = other.Durability;
        MaxReaders = other.MaxReaders;
        TurnSlice = other.TurnSlice;
        MaxBatch = other.MaxBatch;
        MaxQueuedWrites = other.MaxQueuedWrites;
        MaxWriteDuration = other.MaxWriteDuration;
        MaxReadDuration = other.MaxReadDuration;
        Retry = SharedDatabaseOptionsValidator.Copy(other.Retry);
        LoggerFactory = other.LoggerFactory;
        TimeProvider = other.TimeProvider;
        IdleRelease = other.IdleRelease;
        foreach (var (name, value) in other.Settings) Settings.Add(name, value);
    }

    /// <summary>
    /// How long the file stays open without work while no Lockkeeper process waits for it; then it is closed, and any other
    /// program can open it. Default 1 s; 0 to 1 hour.
    /// </summary>
    public TimeSpan IdleRelease { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// DuckDB's settings by name, such as <c>threads</c>, <c>memory_limit</c>, <c>checkpoint_threshold</c>; default none
    /// (https://duckdb.org/docs/stable/configuration/overview).
    /// </summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A validated copy that no later change of this one reaches.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a setting is Lockkeeper's own.</exception>
    internal DuckDBDatabaseOptions Freeze()
    {
        SharedDatabaseOptionsValidator.Validate(this);
        SharedDatabaseOptionsValidator.Range(IdleRelease, TimeSpan.Zero, TimeSpan.FromHours(1), "0 to 1 hour", nameof(IdleRelease));
        if (Settings.ContainsKey("access_mode"))
        {
            throw new ArgumentException(
                "Settings has access_mode, which Lockkeeper chooses: reading while the process only reads, writing for writes. Leave it out.",
                nameof(Settings));
        }

        return new(this);
    }
}
