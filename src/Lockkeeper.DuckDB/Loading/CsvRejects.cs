using System.Data.Common;
using System.Text.RegularExpressions;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>The rows of a CSV file that DuckDB left out, in two temporary tables of the connection.</summary>
internal sealed partial class CsvRejects(InputFile file, int number)
{
    private readonly string _errors = $"lockkeeper_reject_errors_{number}";
    private readonly string _scans = $"lockkeeper_reject_scans_{number}";

    /// <summary>What makes <c>read_csv</c> fill them.</summary>
    public string Option => $"store_rejects = true, rejects_limit = 0, rejects_table = '{_errors}', rejects_scan = '{_scans}'";

    /// <summary>Counts the rows, reads the first ones, and takes the tables away.</summary>
    public (long Count, List<RejectedRow> First) Take(DbConnection connection, IReadOnlyList<Column> columns, int most)
    {
        var count = Sql.Number(connection, $"SELECT count(DISTINCT line) FROM {_errors}");
        List<RejectedRow> first = [];
        if (count > 0)
        {
            // A row with several errors is told of once, with its first.
            var found = Sql.List(
                connection,
                $"SELECT line_byte_position, line, column_name, error_type, error_message, csv_line FROM {_errors} "
                + $"QUALIFY row_number() OVER (PARTITION BY line ORDER BY column_idx) = 1 ORDER BY line LIMIT {most}",
                reader => (Position: reader.GetInt64(0), Row: Read(reader, columns)));
            var lines = LineNumbers.Of(file.Path, [.. found.Select(row => row.Position)]);
            first = [.. found.Select((row, i) => lines is null ? row.Row : row.Row with { Line = lines[i] })];
        }

        Sql.Run(connection, $"DROP TABLE {_errors}");
        Sql.Run(connection, $"DROP TABLE {_scans}");
        return (count, first);
    }

    private static RejectedRow Read(DbDataReader reader, IReadOnlyList<Column> columns)
    {
        var column = reader.IsDBNull(2) ? null : reader.GetString(2);
        var message = reader.GetString(4).ReplaceLineEndings(" ");
        var cast = reader.GetString(3) == "CAST" ? CastError().Match(message) : Match.Empty;
        return new(
            reader.GetInt64(1),
            column,
            cast.Success ? cast.Groups["value"].Value : null,
            cast.Success ? $"'{cast.Groups["value"].Value}' is no {columns.FirstOrDefault(known => known.Name == column)?.Type}" : message,
            reader.IsDBNull(5) ? null : reader.GetString(5));
    }

    [GeneratedRegex(@"Could not convert string ""(?<value>.*)"" to '", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CastError();
}
