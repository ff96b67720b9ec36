namespace Lockkeeper.DuckDB.Errors;

/// <summary>Why a file cannot be opened, and what to do.</summary>
internal static class OpenErrors
{
    /// <summary>The exception that callers see, or <paramref name="error"/> itself where another process only has the file now.</summary>
    public static Exception Explain(Exception error, string path) => error switch
    {
        DuckDBException duck when DuckDBErrors.IsLocked(duck) => duck,
        DuckDBException duck => CannotOpen($"{Reason(duck, path)} DuckDB says: {duck.Message}", duck),
        InvalidOperationException claimed => new SharedDatabaseException(
            SharedDatabaseErrorKind.Unsupported,
            $"'{path}' is open in this process beside Lockkeeper, and two instances on one file would lose each other's commits. "
            + $"Close the other DuckDBInstance or DuckDBConnection, and use ReadAsync and WriteAsync. {claimed.Message}",
            claimed),
        _ => error,
    };

    public static SharedDatabaseException CannotOpen(string message, Exception? inner = null) =>
        new(SharedDatabaseErrorKind.CannotOpen, message, inner);

    /// <summary>Whether the write-ahead log cannot be replayed.</summary>
    public static bool IsOfLog(DuckDBException error) => Has(error, "replaying") || Has(error, "WAL file");

    /// <summary>Whether the file is of a storage version that this library does not know.</summary>
    public static bool IsOfNewerVersion(DuckDBException error) => Has(error, "version number");

    /// <summary>Whether this user may not open it.</summary>
    public static bool IsWithoutRight(DuckDBException error) => Has(error, "Permission denied");

    private static string Reason(DuckDBException error, string path)
    {
        if (IsOfLog(error))
        {
            return $"'{path}' cannot be opened: its write-ahead log '{path}.wal' holds commits that DuckDB cannot read back. Both files were "
                + "left as they are. Copy both to a safe place first; then open the copy with the version of DuckDB that wrote it. To move "
                + "the log away gives up the commits in it.";
        }

        if (IsOfNewerVersion(error))
        {
            return $"'{path}' was written by a version of DuckDB that {DuckDBInstance.LibraryVersion} cannot read. Use a newer Lockkeeper.DuckDB, or "
                + "write the file anew with the other version: EXPORT DATABASE there, IMPORT DATABASE here.";
        }

        if (Has(error, "not a valid DuckDB")) return $"'{path}' cannot be opened: it is not a DuckDB file. It was not touched; give another path.";
        if (IsWithoutRight(error)) return $"'{path}' cannot be opened: this process may not read and write it. Correct its owner or mode.";
        return $"'{path}' cannot be opened.";
    }

    private static bool Has(DuckDBException error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
