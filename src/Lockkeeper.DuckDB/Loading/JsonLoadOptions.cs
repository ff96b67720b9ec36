namespace Lockkeeper.DuckDB;

/// <summary>How a JSON file is loaded: objects one a line, one after the other, or in one array; each is a row.</summary>
public sealed class JsonLoadOptions : LoadOptions
{
    /// <summary>
    /// DuckDB types of columns by name, without regard to case: <c>["amount"] = "DECIMAL(10, 2)"</c>. Default none: the types of the
    /// table where rows are appended, otherwise what the first 20,480 objects look like.
    /// </summary>
    public IReadOnlyDictionary<string, string> ColumnTypes { get; init; } = new Dictionary<string, string>();
}
