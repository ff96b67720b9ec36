using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Lockkeeper.DuckDB;

/// <summary>
/// A connection string: <c>Data Source</c>, <c>Read Only</c>, and every other key a setting of DuckDB
/// (https://duckdb.org/docs/stable/configuration/overview), as in <c>Data Source=analytics.duckdb;threads=4</c>.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "A DbConnectionStringBuilder is no typed collection.")]
[SuppressMessage("Naming", "CA1710", Justification = "A DbConnectionStringBuilder is called so.")]
public sealed class DuckDBConnectionStringBuilder : DbConnectionStringBuilder
{
    private const string DataSourceKey = "Data Source";
    private const string ReadOnlyKey = "Read Only";

    /// <summary>An empty connection string.</summary>
    public DuckDBConnectionStringBuilder()
    {
    }

    /// <summary>The parts of <paramref name="connectionString"/>.</summary>
    public DuckDBConnectionStringBuilder(string? connectionString)
    {
        ConnectionString = connectionString;
        Rename("DataSource", DataSourceKey);
        Rename("Filename", DataSourceKey);
        Rename("ReadOnly", ReadOnlyKey);
    }

    /// <summary>The database's path, or <c>:memory:</c>, which is the default: a database of the connection's own.</summary>
    public string DataSource
    {
        get => TryGetValue(DataSourceKey, out var value) && Text(value) is { Length: > 0 } text ? text : ":memory:";
        set => this[DataSourceKey] = value;
    }

    /// <inheritdoc cref="DuckDBInstanceOptions.ReadOnly" />
    public bool ReadOnly
    {
        get => TryGetValue(ReadOnlyKey, out var value) && Convert.ToBoolean(value, CultureInfo.InvariantCulture);
        set => this[ReadOnlyKey] = value;
    }

    internal DuckDBInstanceOptions ToOptions()
    {
        var options = new DuckDBInstanceOptions { ReadOnly = ReadOnly };
        foreach (string key in Keys)
        {
            if (!key.Equals(DataSourceKey, StringComparison.OrdinalIgnoreCase) && !key.Equals(ReadOnlyKey, StringComparison.OrdinalIgnoreCase))
            {
                options.Settings[key] = Text(this[key]);
            }
        }

        return options;
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private void Rename(string from, string to)
    {
        if (TryGetValue(from, out var value))
        {
            Remove(from);
            this[to] = value;
        }
    }
}
