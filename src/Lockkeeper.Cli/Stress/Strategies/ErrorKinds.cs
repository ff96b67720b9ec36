using System.Text.RegularExpressions;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.DuckDB;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What errors are counted as.</summary>
internal static partial class ErrorKinds
{
    /// <summary>Whether the file was locked by another: <c>SQLITE_BUSY</c> or <c>SQLITE_LOCKED</c>, extended codes included.</summary>
    public static bool IsLocked(SqliteException error) => error.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>
    /// The kind of an error in a few words: SQLite's own words for what SQLite reports, with the reason where it gives one
    /// (https://sqlite.org/rescode.html#busy_snapshot).
    /// </summary>
    public static string Of(Exception error) => error switch
    {
        SqliteException { SqliteExtendedErrorCode: raw.SQLITE_BUSY_SNAPSHOT } => $"{Words(raw.SQLITE_BUSY)} (stale snapshot)",
        SqliteException sqlite => Words(sqlite.SqliteErrorCode),
        SharedDatabaseException shared => shared.Kind.ToString(),
        // Before a quotation, a parenthesis or a colon, which begin what is different each time.
        DuckDBException duck => DuckDBWords().Match(duck.Message).Value.TrimEnd(),
        WriteFailedException elsewhere => elsewhere.Kind,
        _ => error.GetType().Name,
    };

    // DuckDB's messages: "IO Error: Could not set lock on file "/a/path": Conflicting lock is held in …".
    [GeneratedRegex(@"^[^:]*:?[^:""(]*", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex DuckDBWords();

    private static string Words(int code) => raw.sqlite3_errstr(code).utf8_to_string();
}
