namespace Lockkeeper.DuckDB;

/// <summary>How a database is opened.</summary>
public sealed class DuckDBInstanceOptions
{
    /// <summary>
    /// Whether nothing can be written; default <see langword="false"/>. Processes that only read can have one file open at once, where no
    /// process has it open for writing. The file has to be there.
    /// </summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// DuckDB's settings by name, such as <c>threads</c>, <c>memory_limit</c>, <c>checkpoint_threshold</c>; default none
    /// (https://duckdb.org/docs/stable/configuration/overview).
    /// </summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
