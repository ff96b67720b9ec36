namespace Lockkeeper.DuckDB.Loading;

/// <summary>Why a file was not loaded, and what to do.</summary>
internal static class LoadErrors
{
    private const int MostShown = 5;
    private const int LongestValue = 80;

    public static SharedDatabaseException BadInput(string message, Exception? inner = null) =>
        new(SharedDatabaseErrorKind.BadInput, message, inner);

    /// <summary>Rows do not fit.</summary>
    public static SharedDatabaseException Rejected(LoadSource source, TableName table, long? count, List<RejectedRow> rows, Exception? inner = null)
    {
        var place = source is CsvSource ? "Line" : "Row";
        var shown = rows.Take(MostShown).Select(row => row.Column is null || row.Value is null
            ? $"{place} {row.Line}: {row.Reason.TrimEnd('.')}."
            : $"{place} {row.Line}, column \"{row.Column}\": {Quoted(row.Value)}{row.Reason[(row.Value.Length + 2)..]}.");
        var some = count is { } all ? all == 1 ? "one row does not fit" : $"{all:N0} rows do not fit" : "there are rows that do not fit";
        var more = (count ?? rows.Count) > MostShown ? " …" : "";
        var advice = source is CsvSource
            ? $"Correct the file or {nameof(CsvLoadOptions.ColumnTypes)}, or leave such rows out with {nameof(CsvLoadOptions.SkipBadRows)}."
            : "Correct the file, or the types that are wanted.";
        var hint = rows.Exists(row => row.Value is null) ? source.Hint : "";
        var message =
            $"'{source.File.Path}' was not loaded into {table}, which is as it was: {some}. {string.Join(' ', shown)}{more}{hint} {advice}";
        return BadInput(message, new BadRowsException(message, rows, inner));
    }

    /// <summary>DuckDB refused the load.</summary>
    public static SharedDatabaseException Refused(LoadSource source, TableName table, DuckDBException error)
    {
        var kind = error.ErrorType is DuckDBErrorType.Catalog or DuckDBErrorType.Dependency or DuckDBErrorType.OutOfMemory
            or DuckDBErrorType.Fatal or DuckDBErrorType.Internal or DuckDBErrorType.Transaction
            || (error.ErrorType == DuckDBErrorType.IO && !error.Message.Contains(source.File.Path, StringComparison.Ordinal))
            ? SharedDatabaseErrorKind.Engine
            : SharedDatabaseErrorKind.BadInput;
        var question = error.ErrorType is DuckDBErrorType.InvalidInput or DuckDBErrorType.Invalid ? $" Is the file {source.Kind}, and whole?" : "";
        var summary = Summary(error.Message);
        return new(kind, $"'{source.File.Path}' was not loaded as {source.Kind} into {table}, which is as it was. {summary}{question}", error);
    }

    private static string Quoted(string value) =>
        value.Length <= LongestValue ? $"'{value}'" : string.Concat("'", value.AsSpan(0, LongestValue), "…'");

    public static string Count(int count, string what) => count == 1 ? $"one {what}" : $"{count} {what}s";

    // DuckDB ends with the statement, which is not the caller's, and with lists of its own options.
    private static string Summary(string message)
    {
        var end = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        var text = end < 0 ? message : message[..end];
        foreach (var list in (string[])["\nPossible ", "\nTry setting ", "\nTry increasing "])
        {
            var start = text.IndexOf(list, StringComparison.Ordinal);
            if (start >= 0) text = text[..start];
        }

        return $"DuckDB says: {text.Trim().TrimEnd('.').ReplaceLineEndings(" ")}.";
    }
}
