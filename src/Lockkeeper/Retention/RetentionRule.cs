namespace Lockkeeper.Retention;

/// <summary>Rows of one table are deleted when they are older than an age. Rows whose time is NULL or cannot be read stay.</summary>
public sealed record RetentionRule
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>The column that tells how old a row is. An index on it makes the deleting fast.</summary>
    public required string Column { get; init; }

    /// <summary>How old a row may become; more than zero.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>How the column holds times. Default: <see cref="TimeFormat.Text"/>. Checked against the table before anything is deleted.</summary>
    public TimeFormat Format { get; init; }
}
