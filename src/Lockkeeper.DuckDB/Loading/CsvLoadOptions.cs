namespace Lockkeeper.DuckDB;

/// <summary>
/// How a CSV file is loaded. Nothing but the types of columns and the format of dates is guessed, so that a file which is not
/// what was expected is an error. The text is UTF-8; a name that ends in <c>.gz</c> is a compressed file's.
/// </summary>
public sealed class CsvLoadOptions : LoadOptions
{
    /// <summary>What stands between two values: 1 to 4 bytes. Default a comma.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>What stands around a value that has the delimiter, a line's end or a quote (doubled) in it. Default <c>"</c>.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>Whether the first line has the columns' names. Default <see langword="true"/>; otherwise see <see cref="ColumnNames"/>.</summary>
    public bool Header { get; init; } = true;

    /// <summary>
    /// The names of all columns in the file's order, instead of those in its header. Default none: the header's, and
    /// <c>column0</c>, <c>column1</c>, … without one.
    /// </summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>
    /// DuckDB types of columns by name, without regard to case: <c>["amount"] = "DECIMAL(10, 2)"</c>. Default none: the types of the
    /// table where rows are appended, otherwise what all of the first 20,480 rows fit.
    /// </summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();

    /// <summary>The text that stands for <c>NULL</c>. Default the empty one.</summary>
    public string NullText { get; init; } = "";

    /// <summary>
    /// How dates are written, as <c>%d.%m.%Y</c> (https://duckdb.org/docs/stable/sql/functions/dateformat). Default
    /// <see langword="null"/>: ISO 8601, or what the first rows look like.
    /// </summary>
    public string? DateFormat { get; init; }

    /// <summary>As <see cref="DateFormat"/>, for columns with a time of day.</summary>
    public string? TimestampFormat { get; init; }

    /// <summary>
    /// Whether rows that do not fit are left out and reported in <see cref="LoadResult.Rejected"/>. Default <see langword="false"/>:
    /// one such row, and nothing is loaded.
    /// </summary>
    public bool SkipBadRows { get; init; }

    /// <summary>The most rows that <see cref="LoadResult.Rejected"/> tells of, the first ones. Default 100; 1 to 1,000,000.</summary>
    public int MaxReportedRows { get; init; } = 100;

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (Delimiter is not { Length: > 0 } || System.Text.Encoding.UTF8.GetByteCount(Delimiter) > 4 || Delimiter.AsSpan().ContainsAny("\r\n\0"))
            throw new ArgumentException($"{nameof(Delimiter)} is '{Delimiter}'; it has 1 to 4 bytes and no line's end.", nameof(Delimiter));
        if (!char.IsAscii(Quote) || Quote is '\r' or '\n' or '\0' || Delimiter.Contains(Quote, StringComparison.Ordinal))
            throw new ArgumentException($"{nameof(Quote)} is '{Quote}'; it is an ASCII character that is not in {nameof(Delimiter)}.", nameof(Quote));
        if (MaxReportedRows is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(MaxReportedRows), MaxReportedRows, $"{nameof(MaxReportedRows)} is 1 to 1,000,000.");
    }
}
