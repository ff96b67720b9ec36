using System.Runtime.CompilerServices;

namespace Lockkeeper;

/// <summary>
/// Checks what all engines share. An error names the option, the value that it had and the range that is allowed.
/// </summary>
internal static class SharedDatabaseOptionsValidator
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>Checks all options of the base class and of <see cref="SharedDatabaseOptions.Retry"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentNullException">An option that must have a value has none.</exception>
    public static void Validate(SharedDatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Range(options.WriteTimeout, TimeSpan.FromMilliseconds(1), OneDay, "1 ms to 1 day");
        Range(options.ReadTimeout, TimeSpan.FromMilliseconds(1), OneDay, "1 ms to 1 day");
        Defined(options.Durability);
        Range(options.MaxReaders, 1, 1_000, "1 to 1,000");
        Range(options.TurnSlice, TimeSpan.Zero, TimeSpan.FromSeconds(10), "0 to 10 s");
        Range(options.MaxBatch, 1, 1_000_000, "1 to 1,000,000");
        Range(options.MaxQueuedWrites, 1, 10_000_000, "1 to 10,000,000");
        Range(options.MaxWriteDuration, TimeSpan.FromMilliseconds(10), OneDay, "10 ms to 1 day");
        Range(options.MaxReadDuration, TimeSpan.FromMilliseconds(10), OneDay, "10 ms to 1 day");
        NotNull(options.LoggerFactory);
        NotNull(options.TimeProvider);
        NotNull(options.Retry);
        Range(options.Retry.MaxRetries, 0, 100, "0 to 100");
        Range(options.Retry.BaseDelay, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1), "more than 0, at most 1 minute");
        Range(options.Retry.MaxDelay, options.Retry.BaseDelay, TimeSpan.FromMinutes(10), "at least BaseDelay, at most 10 minutes");
    }

    /// <summary>A copy that no later change of the original reaches.</summary>
    public static RetryOptions Copy(RetryOptions retry) => new()
    {
        MaxRetries = retry.MaxRetries,
        BaseDelay = retry.BaseDelay,
        MaxDelay = retry.MaxDelay,
        Jitter = retry.Jitter,
    };

    /// <summary>Refuses a value outside <paramref name="least"/> to <paramref name="most"/>, both allowed.</summary>
    public static void Range<T>(
        T value, T least, T most, string range, [CallerArgumentExpression(nameof(value))] string option = "")
        where T : struct, IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(
                Name(option), value, $"{Name(option)} is {value}; it must be {range}.");
        }
    }

    private static void Defined(Durability value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentOutOfRangeException(
                Name(option), value, $"{Name(option)} is {(int)value}; it must be {nameof(Durability.Normal)} or {nameof(Durability.Full)}.");
        }
    }

    private static void NotNull(object? value, [CallerArgumentExpression(nameof(value))] string option = "")
    {
        if (value is null)
        {
            throw new ArgumentNullException(Name(option), $"{Name(option)} is null; leave it out to have its default.");
        }
    }

    private static string Name(string expression) => expression.StartsWith("options.", StringComparison.Ordinal)
        ? expression["options.".Length..]
        : expression;
}
