using Lockkeeper.Cli.Stress.Workloads;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What errors are counted as.</summary>
internal static class ErrorKinds
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
        WriteFailedException elsewhere => elsewhere.Kind,
        _ => error.GetType().Name,
    };

    private static string Words(int code) => raw.sqlite3_errstr(code).utf8_to_string();
}
