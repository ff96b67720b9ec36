using System.Data.Common;
using Lockkeeper.DuckDB.Instances;
using Lockkeeper.Engines;
using Lockkeeper.Retention;

namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>
/// Age limits in DuckDB's SQL. Its columns have types: a date or a timestamp is a time in itself, and counts as one where the
/// rule says <c>text</c>, the default (https://duckdb.org/docs/stable/sql/data_types/timestamp).
/// </summary>
internal sealed class DuckDBAges : IAgeStatements
{
    private const string Day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

    // A thousand years from now in one unit is this century in the other.
    private const long Year2900 = 29_348_006_400;

    /// <inheritdoc/>
    public void Check(DbConnection connection, RetentionRule rule)
    {
        using DbCommand command = connection.CreateCommand();
        if (Ask(command, "SELECT 1 FROM duckdb_views() WHERE lower(view_name) = lower($table) AND schema_name = current_schema()", ("table", rule.Table)) is not null)
            throw new RetentionPolicyException($"{rule.Table} is a view; name the table that it reads.");
        if (Ask(command, "SELECT 1 FROM duckdb_tables() WHERE lower(table_name) = lower($table) AND schema_name = current_schema()", ("table", rule.Table)) is null)
            throw new RetentionPolicyException($"There is no table {rule.Table} in the database.");
        string type = TypeOf(command, rule) ?? throw new RetentionPolicyException($"The table {rule.Table} has no column {rule.Column}.");
        bool isTime = type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || type is "DATE" or "VARCHAR";
        if (rule.Format == TimeFormat.Text)
        {
            if (!isTime) throw new RetentionPolicyException($"{rule.Table}.{rule.Column} is of the type {type}, which is no time; say \"format\": \"unix\" for seconds since 1970, or \"unixms\" for milliseconds.");
            return;
        }

        if (isTime) throw new RetentionPolicyException($"{rule.Table}.{rule.Column} is of the type {type}, not a number; say \"format\": \"text\".");
        string column = SqlNames.Quote(rule.Column);
        string table = SqlNames.Quote(rule.Table);
        if (rule.Format == TimeFormat.Unix && Ask(command, $"SELECT 1 FROM {table} WHERE {column} > {Year2900} LIMIT 1") is not null)
            throw new RetentionPolicyException($"{rule.Table}.{rule.Column} holds times beyond the year 2900 as seconds since 1970; say \"format\": \"unixms\" if they are milliseconds.");
        if (rule.Format == TimeFormat.UnixMilliseconds && Ask(command, $"SELECT 1 FROM {table} WHERE {column} BETWEEN 1 AND {Year2900} LIMIT 1") is not null)
            throw new RetentionPolicyException($"{rule.Table}.{rule.Column} holds times of the year 1970 as milliseconds; say \"format\": \"unix\" if they are seconds.");
    }

    /// <inheritdoc/>
    public void Count(DbCommand command, RetentionRule rule, DateTimeOffset before)
    {
        string older = Older(command, rule);
        command.CommandText = $"SELECT count(*) FROM {SqlNames.Quote(rule.Table)} WHERE {older}";
        Add(command, "before", before.ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    public void Delete(DbCommand command, RetentionRule rule, DateTimeOffset before, int rows)
    {
        string table = SqlNames.Quote(rule.Table);
        string older = Older(command, rule);
        command.CommandText = $"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE {older} LIMIT $rows)";
        Add(command, "before", before.ToUnixTimeMilliseconds());
        Add(command, "rows", rows);
    }

    // Text that does not begin with a day is no time. One without an offset is of UTC, as is a timestamp without a zone.
    private static string Older(DbCommand command, RetentionRule rule)
    {
        string column = SqlNames.Quote(rule.Column);
        return (rule.Format, TypeOf(command, rule)) switch
        {
            (TimeFormat.Unix, _) => $"{column} < $before / 1000.0",
            (TimeFormat.UnixMilliseconds, _) => $"{column} < $before",
            (_, "VARCHAR") => $"{column} GLOB '{Day}*' AND TRY_CAST({column} AS TIMESTAMP) < epoch_ms($before::BIGINT)",
            (_, "TIMESTAMP WITH TIME ZONE") => $"{column} < to_timestamp($before / 1000.0)",
            _ => $"{column} < epoch_ms($before::BIGINT)",
        };
    }

    private static string? TypeOf(DbCommand command, RetentionRule rule) => Ask(
        command,
        "SELECT data_type FROM duckdb_columns() WHERE lower(table_name) = lower($table) AND schema_name = current_schema() AND lower(column_name) = lower($column)",
        ("table", rule.Table),
        ("column", rule.Column)) as string;

    private static object? Ask(DbCommand command, string sql, params (string Name, string Value)[] values)
    {
        command.CommandText = sql;
        foreach ((string name, string value) in values) Add(command, name, value);
        object? found = command.ExecuteScalar();
        command.Parameters.Clear();
        return found is DBNull ? null : found;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
