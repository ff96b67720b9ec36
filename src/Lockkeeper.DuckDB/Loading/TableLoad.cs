using System.Data.Common;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>One load into one table. It does no more than its transaction, so it may run again.</summary>
internal sealed class TableLoad(LoadSource source, TableName table)
{
    private static readonly string[] Unreadable = ["STRUCT", "MAP", "UNION", "ENUM"];

    /// <summary>What the file was read as, for a search for the rows that did not fit; empty before it was looked at.</summary>
    public IReadOnlyList<Column> Columns { get; private set; } = [];

    /// <summary>Loads, on a connection with a transaction that the caller commits, or rolls back when this throws.</summary>
    /// <exception cref="SharedDatabaseException">The file does not fit.</exception>
    /// <exception cref="DuckDBException">DuckDB refused it.</exception>
    public LoadResult Run(DbConnection connection)
    {
        var catalog = Sql.Text(connection, "SELECT current_database()");
        var name = table.In(catalog);
        var existing = FindColumns(connection, catalog);
        var appends = source.Options.Mode == LoadMode.Append && existing.Count > 0;
        Columns = Decide(source.Survey(connection), appends ? existing : []);

        long rows;
        if (appends)
        {
            rows = Sql.Run(connection, $"INSERT INTO {name} BY NAME SELECT * FROM {source.From(Columns)}");
        }
        else
        {
            Sql.Run(connection, $"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {source.From(Columns)}");
            rows = Sql.Number(connection, $"SELECT count(*) FROM {name}");
        }

        var (rejected, first) = source.TakeRejected(connection, Columns);
        return rejected == 0 || source.Options is CsvLoadOptions { SkipBadRows: true }
            ? new(rows, rejected, first)
            : throw LoadErrors.Rejected(source, table, rejected, first);
    }

    private List<Column> FindColumns(DbConnection connection, string catalog) =>
        Sql.List(
            connection,
            $"SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = {SqlNames.Literal(catalog)} "
            + $"AND lower(schema_name) = lower({SqlNames.Literal(table.Schema)}) AND lower(table_name) = lower({SqlNames.Literal(table.Table)}) "
            + "ORDER BY column_index",
            reader => new Column(reader.GetString(0), reader.GetString(1)));

    // The caller's word counts most, then the table's, then what the file looks like.
    private List<Column> Decide(List<Column> found, List<Column> target)
    {
        foreach (var name in source.ColumnTypes.Keys)
        {
            if (!found.Exists(column => column.IsNamed(name))) throw NoColumn($"has no column \"{name}\", which ColumnTypes names", found);
        }

        List<Column> columns = [];
        foreach (var column in found)
        {
            var wanted = target.Find(other => other.IsNamed(column.Name));
            if (target.Count > 0 && wanted is null)
            {
                throw NoColumn(
                    $"has a column \"{column.Name}\", which {table} has not: {Names(target)}. Add it to the table (ALTER TABLE … ADD COLUMN), or take "
                    + "it out of the file",
                    found);
            }

            var demanded = source.ColumnTypes.FirstOrDefault(pair => column.IsNamed(pair.Key)).Value;
            var type = demanded ?? (wanted is null ? column.Type : Readable(wanted.Type));
            columns.Add(column with { Type = type });
        }

        return columns;
    }

    // Lists, structs and the like are not read from a CSV file's text as such; the insertion converts them.
    private string Readable(string type) =>
        source is CsvSource && (type.EndsWith(']') || Unreadable.Any(start => type.StartsWith(start, StringComparison.Ordinal))) ? "VARCHAR" : type;

    private SharedDatabaseException NoColumn(string what, List<Column> found) =>
        LoadErrors.BadInput(
            $"'{source.File.Path}' was not loaded into {table}, which is as it was: the file {what}. The file's columns: {Names(found)}.{source.Hint}");

    private static string Names(List<Column> columns)
    {
        const int most = 20;
        var names = string.Join(", ", columns.Take(most).Select(column => $"\"{column.Name}\""));
        return columns.Count > most ? $"{names}, … ({columns.Count})" : names;
    }
}
