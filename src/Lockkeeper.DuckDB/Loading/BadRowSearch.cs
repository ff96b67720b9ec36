using System.Data.Common;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>Finds the rows for which a conversion failed where DuckDB's error does not say which value of which column it was.</summary>
internal static class BadRowSearch
{
    private const int Most = 10;
    private const string Number = "\"lockkeeper row\"";

    /// <param name="connection">One that cannot write.</param>
    /// <param name="from">The <c>FROM</c> clause that reads the file and converts nothing.</param>
    /// <param name="columns">The types that are wanted, in DuckDB's own words.</param>
    public static List<RejectedRow> Run(DbConnection connection, string from, IReadOnlyList<Column> columns)
    {
        if (columns.Count == 0) return [];
        return Sql.List(
            connection,
            $"SELECT {Number}, {Which(columns, column => SqlNames.Literal(column.Name))}, "
            + $"{Which(columns, column => $"CAST({SqlNames.Quote(column.Name)} AS VARCHAR)")}, "
            + $"{Which(columns, column => SqlNames.Literal(column.Type))} "
            + $"FROM (SELECT row_number() OVER () AS {Number}, * FROM {from}) WHERE {string.Join(" OR ", columns.Select(Misfits))} "
            + $"ORDER BY {Number} LIMIT {Most}",
            reader => new RejectedRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), $"'{reader.GetString(2)}' is no {reader.GetString(3)}", null));
    }

    private static string Which(IEnumerable<Column> columns, Func<Column, string> value) =>
        $"CASE {string.Join(' ', columns.Select(column => $"WHEN {Misfits(column)} THEN {value(column)}"))} END";

    private static string Misfits(Column column) =>
        $"({SqlNames.Quote(column.Name)} IS NOT NULL AND TRY_CAST({SqlNames.Quote(column.Name)} AS {column.Type}) IS NULL)";
}
