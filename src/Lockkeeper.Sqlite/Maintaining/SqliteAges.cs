using System.Data.Common;
using System.Globalization;
using Lockkeeper.Engines;
using Lockkeeper.Retention;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Maintaining;

/// <summary>
/// Age limits in SQLite's SQL. Its columns have no types, so what a column holds is looked at before anything is deleted
/// (https://sqlite.org/datatype3.html).
/// </summary>
internal sealed class SqliteAges : IAgeStatements
{
    private const string Day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

    /// <inheritdoc/>
    public void Check(DbConnection connection, RetentionRule rule)
    {
        string kind = Ask(connection, "SELECT type FROM sqlite_master WHERE name = $name COLLATE NOCASE AND type IN ('table', 'view')", ("$name", rule.Table)) as string
            ?? throw new RetentionPolicyException($"There is no table {rule.Table} in the database.");
        if (kind != "table") throw new RetentionPolicyException($"{rule.Table} is a view; name the table that it reads.");
        if (Ask(connection, "SELECT 1 FROM pragma_table_info($table) WHERE name = $name COLLATE NOCASE", ("$table", rule.Table), ("$name", rule.Column)) is null)
            throw new RetentionPolicyException($"The table {rule.Table} has no column {rule.Column}.");

        string column = Quote(rule.Column);
        // Numbers that are text would be taken for ISO 8601, in which 1700000000 is no time at all and 2460000.5 is a day.
        string wrong = rule.Format == TimeFormat.Text ? $"typeof({column}) <> 'text'" : $"typeof({column}) NOT IN ('integer', 'real')";
        if (Ask(connection, $"SELECT typeof({column}) FROM {Quote(rule.Table)} WHERE {column} IS NOT NULL AND {wrong} LIMIT 1") is string type)
        {
            throw new RetentionPolicyException(rule.Format == TimeFormat.Text
                ? $"{rule.Table}.{rule.Column} holds values of type {type}, not text; say \"format\": \"unix\" for seconds since 1970, or \"unixms\" for milliseconds."
                : $"{rule.Table}.{rule.Column} holds values of type {type}, not numbers; say \"format\": \"text\".");
        }

        // A thousand years from now in one unit is this century in the other.
        const long Year2900 = 29_348_006_400;
        if (rule.Format == TimeFormat.Unix && Ask(connection, $"SELECT 1 FROM {Quote(rule.Table)} WHERE {column} > {Year2900} LIMIT 1") is not null)
            throw new RetentionPolicyException($"{rule.Table}.{rule.Column} holds times beyond the year 2900 as seconds since 1970; say \"format\": \"unixms\" if they are milliseconds.");
        if (rule.Format == TimeFormat.UnixMilliseconds && Ask(connection, $"SELECT 1 FROM {Quote(rule.Table)} WHERE {column} BETWEEN 1 AND {Year2900} LIMIT 1") is not null)
            throw new RetentionPolicyException($"{rule.Table}.{rule.Column} holds times of the year 1970 as milliseconds; say \"format\": \"unix\" if they are seconds.");
    }

    /// <inheritdoc/>
    public void Count(DbCommand command, RetentionRule rule, DateTimeOffset before)
    {
        command.CommandText = $"SELECT count(*) FROM {Quote(rule.Table)} WHERE {Older(rule)}";
        Bind(command, rule, before);
    }

    /// <inheritdoc/>
    public void Delete(DbCommand command, RetentionRule rule, DateTimeOffset before, int rows)
    {
        string table = Quote(rule.Table);
        string key = Key(command, rule.Table);
        command.CommandText = $"DELETE FROM {table} WHERE {key} IN (SELECT {key.Trim('(', ')')} FROM {table} WHERE {Older(rule)} LIMIT $rows)";
        Bind(command, rule, before);
        Add(command, "$rows", rows);
    }

    // The first part can use an index, whatever stands between the day and the hour; the last one knows offsets. The one between
    // them is for what it also knows: a time alone is one of the year 2000 to it, a number a Julian day, and both would be too old.
    private static string Older(RetentionRule rule)
    {
        string column = Quote(rule.Column);
        return rule.Format == TimeFormat.Text ? $"{column} < $dayAfter AND {column} GLOB '{Day}*' AND julianday({column}) < julianday($before)" : $"{column} < $before";
    }

    private static void Bind(DbCommand command, RetentionRule rule, DateTimeOffset before)
    {
        switch (rule.Format)
        {
            case TimeFormat.Text:
                Add(command, "$before", before.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
                Add(command, "$dayAfter", before.UtcDateTime.Date.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case TimeFormat.Unix:
                Add(command, "$before", before.ToUnixTimeMilliseconds() / 1_000.0);
                break;
            default:
                Add(command, "$before", before.ToUnixTimeMilliseconds());
                break;
        }
    }

    // A table WITHOUT ROWID has a primary key, which is as good (https://sqlite.org/withoutrowid.html).
    private static string Key(DbCommand command, string table)
    {
        if (HasRowId(command, table)) return "_rowid_";
        command.CommandText = "SELECT name FROM pragma_table_info($table) WHERE pk > 0 ORDER BY pk";
        Add(command, "$table", table);
        var columns = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read()) columns.Add(Quote(reader.GetString(0)));
        }

        command.Parameters.Clear();
        return columns.Count == 1 ? columns[0] : $"({string.Join(", ", columns)})";
    }

    private static bool HasRowId(DbCommand command, string table)
    {
        try
        {
            command.CommandText = $"SELECT _rowid_ FROM {Quote(table)} LIMIT 0";
            using var reader = command.ExecuteReader();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static object? Ask(DbConnection connection, string sql, params (string Name, string Value)[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, string value) in values) Add(command, name, value);
        return command.ExecuteScalar() is { } found and not DBNull ? found : null;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
