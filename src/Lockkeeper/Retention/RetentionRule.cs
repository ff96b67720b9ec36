namespace Lockkeeper.Retention;

/// <summary>Rows of one table are deleted when they are older than an age. Rows whose time is NULL or cannot be read stay.</summary>
public sealed record RetentionRule
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The column that tells how old a row is. An index on it makes the deleting fast.</summary>
    public required string Column { get; init; }

    /// <summary>How old a row may become; more than zero, at most a century (36,525 days).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of its range.</exception>
    public required TimeSpan Age
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, nameof(Age));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(Duration.MostDays), nameof(Age));
            field = value;
        }
    }

    /// <summary>How the column holds times. Default: <see cref="TimeFormat.Text"/>. Checked against the table before anything is deleted.</summary>
    public TimeFormat Format { get; init; }
}
