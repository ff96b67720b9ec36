namespace Lockkeeper.DuckDB;

/// <summary>What loads of every kind of file have in common.</summary>
public abstract class LoadOptions
{
    private protected LoadOptions()
    {
    }

    /// <summary>Whether the file replaces the table or is added to it. Default <see cref="LoadMode.Replace"/>.</summary>
    public LoadMode Mode { get; init; }

    /// <summary>
    /// How long the load may take, its waiting for the turn included. Default 10 minutes; 1 ms to 1 day. The load itself is also
    /// bounded by <see cref="SharedDatabaseOptions.MaxWriteDuration"/>, 10 minutes as well.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
