namespace Lockkeeper;

/// <summary>
/// How often and how long a write is tried again when a program that knows nothing of Lockkeeper holds the engine's lock.
/// The delays are exponential: <see cref="BaseDelay"/>, then doubling up to <see cref="MaxDelay"/>, always within the
/// write's own deadline. A connection of an application's own, whose callers know its command timeout as the limit, goes on
/// until that is over, and logs the first <see cref="MaxRetries"/>.
/// </summary>
public sealed class RetryOptions
{
    /// <summary>Retries after the first attempt. Default 5; 0 to 100.</summary>
    public int MaxRetries { get; set; } = 5;

    /// <summary>The delay before the first retry. Default 0.1 s; more than zero, at most one minute.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest single delay. Default 5 s; at least <see cref="BaseDelay"/>, at most ten minutes.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether each delay is spread at random around its value, so that several processes do not retry in step.
    /// Default <see langword="false"/>: Lockkeeper's processes take turns, so only one of them retries at a time.
    /// </summary>
    public bool Jitter { get; set; }
}
