using System.Data.Common;
using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>
/// CSV. DuckDB guesses the types of the columns and the format of dates from the first rows, and then reads with nothing left to guess: its
/// guesses about the rest would make one column of a file that is not what was expected. Rows that do not fit go to tables of DuckDB's
/// (https://duckdb.org/docs/stable/data/csv/reading_faulty_csv_files), from where they are reported.
/// </summary>
internal sealed class CsvSource(InputFile file, CsvLoadOptions options) : LoadSource(file, options)
{
    private const string UsualDelimiters = ",;\t|";

    // DuckDB remembers the names for as long as the file is open.
    private static int s_loads;

    private readonly CsvRejects _rejects = new(file, Interlocked.Increment(ref s_loads));
    private string _dates = "";

    public override string Kind => "CSV";

    public override IReadOnlyDictionary<string, string> ColumnTypes => options.ColumnTypes;

    public override string Hint => $" The delimiter is '{options.Delimiter}'.";

    private string Dialect =>
        $"delim = {SqlNames.Literal(options.Delimiter)}, quote = {SqlNames.Literal(options.Quote.ToString())}, "
        + $"escape = {SqlNames.Literal(options.Quote.ToString())}, header = {(options.Header ? "true" : "false")}, skip = 0, comment = '', "
        + $"nullstr = {SqlNames.Literal(options.NullText)}, hive_partitioning = false";

    public override List<Column> Survey(DbConnection connection)
    {
        if (new FileInfo(File.Path).Length == 0) throw LoadErrors.BadInput($"'{File.Path}' is empty, without so much as the names of columns.");

        // With ignore_errors a bad row among the first ones does not keep the columns from being found: it is reported later.
        List<(Column Column, string? Date, string? Timestamp)> found;
        try
        {
            found = Sql.List(
                connection,
                "SELECT c.name, c.type, DateFormat, TimestampFormat FROM (SELECT unnest(Columns) AS c, DateFormat, TimestampFormat "
                + $"FROM sniff_csv({File.Sql}, {Dialect}{Formats(options.DateFormat, options.TimestampFormat)}, ignore_errors = true))",
                reader => (new Column(reader.GetString(0), reader.GetString(1)), Nullable(reader, 2), Nullable(reader, 3)));
        }
        catch (DuckDBException error) when (error.Message.Contains("sniffing", StringComparison.Ordinal))
        {
            throw LoadErrors.BadInput(
                $"'{File.Path}' is no CSV text in UTF-8 with the delimiter '{Shown(options.Delimiter)}' and the quote {options.Quote}. Look at its "
                + "first lines: is it of another kind, in another encoding, or compressed without a name that ends in .gz?",
                error);
        }

        _dates = Formats(options.DateFormat ?? found[0].Date, options.TimestampFormat ?? found[0].Timestamp);
        var columns = found.ConvertAll(row => row.Column);
        CheckDelimiter(columns);
        return Named(columns);
    }

    public override string From(IReadOnlyList<Column> columns) =>
        $"read_csv({File.Sql}, {Dialect}{_dates}, auto_detect = false, columns = {Struct(columns)}, {_rejects.Option})";

    public override (long Count, List<RejectedRow> First) TakeRejected(DbConnection connection, IReadOnlyList<Column> columns) =>
        _rejects.Take(connection, columns, options.MaxReportedRows);

    private static string Formats(string? date, string? timestamp) =>
        (date is null ? "" : $", dateformat = {SqlNames.Literal(date)}")
        + (timestamp is null ? "" : $", timestampformat = {SqlNames.Literal(timestamp)}");

    private static string? Nullable(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private List<Column> Named(List<Column> columns)
    {
        if (options.ColumnNames.Count == 0) return columns;
        return options.ColumnNames.Count == columns.Count
            ? [.. columns.Zip(options.ColumnNames, (column, name) => column with { Name = name })]
            : throw LoadErrors.BadInput(
                $"'{File.Path}' has {LoadErrors.Count(columns.Count, "column")} where {nameof(CsvLoadOptions.ColumnNames)} has "
                + $"{options.ColumnNames.Count}.{Hint}");
    }

    // One column whose name has a delimiter in it is what a file with another delimiter looks like.
    private void CheckDelimiter(List<Column> columns)
    {
        if (columns is not [var only] || options.ColumnTypes.Keys.Any(only.IsNamed)) return;
        var other = only.Name.AsSpan().IndexOfAny(UsualDelimiters);
        if (other < 0 || !options.Header) return;
        throw LoadErrors.BadInput(
            $"'{File.Path}' has one column only, \"{only.Name}\", with the delimiter '{Shown(options.Delimiter)}'. It looks as if its delimiter "
            + $"were '{Shown(only.Name[other].ToString())}': set {nameof(CsvLoadOptions.Delimiter)}. If it has one column indeed, name that in "
            + $"{nameof(CsvLoadOptions.ColumnTypes)}.");
    }

    private static string Shown(string delimiter) => delimiter.Replace("\t", "\\t", StringComparison.Ordinal);
}
