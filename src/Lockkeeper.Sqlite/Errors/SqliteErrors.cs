using Lockkeeper.Engines;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Errors;

/// <summary>What SQLite's errors mean, by extended result code and never by message.</summary>
internal static class SqliteErrors
{
    private const int MaxStatementLength = 1_000;

    /// <inheritdoc cref="IDatabaseEngine.Classify"/>
    public static EngineErrorClass Classify(Exception error) => error switch
    {
        SqliteException sqlite => Classify(sqlite.SqliteExtendedErrorCode),
        SharedDatabaseException { Kind: SharedDatabaseErrorKind.DiskFull } => EngineErrorClass.DiskFull,
        SharedDatabaseException { InnerException: SqliteException sqlite } => Classify(sqlite.SqliteExtendedErrorCode),
        _ => EngineErrorClass.Statement,
    };

    /// <summary>The class of an extended result code.</summary>
    public static EngineErrorClass Classify(int extendedCode) => extendedCode switch
    {
        // Another connection wrote since this one's snapshot: waiting cannot help, reading anew does.
        ResultCodes.BusySnapshot => EngineErrorClass.Replay,

        // Without shared cache, LOCKED is a conflict of a connection with itself (a table dropped while it is read), which
        // no waiting resolves.
        ResultCodes.LockedSharedCache => EngineErrorClass.Busy,

        // Memory ran out inside the file layer; nothing is wrong with the file.
        ResultCodes.IoErrNoMem => EngineErrorClass.Statement,
        _ => (extendedCode & 0xff) switch
        {
            // PROTOCOL: the race for a read mark of the WAL was lost a hundred times.
            ResultCodes.Busy or ResultCodes.Protocol => EngineErrorClass.Busy,
            ResultCodes.Interrupt => EngineErrorClass.Interrupted,

            // The file layer reports ENOSPC as FULL and nothing else as FULL.
            ResultCodes.Full => EngineErrorClass.DiskFull,
            ResultCodes.IoErr => EngineErrorClass.Io,
            ResultCodes.Corrupt or ResultCodes.NotADb or ResultCodes.CantOpen or ResultCodes.ReadOnly or ResultCodes.Perm
                or ResultCodes.NoLfs => EngineErrorClass.Unusable,
            _ => EngineErrorClass.Statement,
        },
    };

    /// <inheritdoc cref="IDatabaseEngine.Translate"/>
    public static Exception Translate(Exception error, string? statement, string path)
    {
        if (error is not SqliteException sqlite)
        {
            return error;
        }

        var where = statement is null ? "" : $" Statement: {Shorten(statement)}";
        return Classify(sqlite.SqliteExtendedErrorCode) switch
        {
            EngineErrorClass.DiskFull => new SharedDatabaseException(
                SharedDatabaseErrorKind.DiskFull,
                $"The disk that holds '{path}' is full, or PRAGMA max_page_count is reached; the write was rolled back and the "
                + $"database is sound. Free some space and write again.{where}",
                sqlite),

            // A caller's own code gets the driver's exception as it is: it may catch it by its codes.
            _ when statement is null => sqlite,
            EngineErrorClass.Unusable when (sqlite.SqliteErrorCode & 0xff) is ResultCodes.Corrupt or ResultCodes.NotADb =>
                new SharedDatabaseException(
                    SharedDatabaseErrorKind.Engine,
                    $"SQLite found '{path}' damaged ({Text(sqlite)}). Stop writing, run PRAGMA integrity_check, and restore a "
                    + $"backup or use the sqlite3 program's .recover.{where}",
                    sqlite),
            EngineErrorClass.Unusable => new SharedDatabaseException(
                SharedDatabaseErrorKind.Engine,
                $"SQLite can no longer write '{path}' ({Text(sqlite)}). Check that the file and its directory exist and that this "
                + $"process may write both.{where}",
                sqlite),
            EngineErrorClass.Io => new SharedDatabaseException(
                SharedDatabaseErrorKind.Engine,
                $"The system failed to read or write '{path}' ({Text(sqlite)}). Look at the system's log for errors of the disk.{where}",
                sqlite),
            _ => new SharedDatabaseException(
                SharedDatabaseErrorKind.Engine, $"SQLite refused the statement: {Text(sqlite)}.{where}", sqlite),
        };
    }

    /// <summary>SQLite's own words and the extended code, for the middle of a sentence.</summary>
    public static string Text(SqliteException error) => error.SqliteExtendedErrorCode == error.SqliteErrorCode
        ? error.Message.TrimEnd('.')
        : $"{error.Message.TrimEnd('.')}, extended code {error.SqliteExtendedErrorCode}";

    /// <summary>The statement, cut where it is too long for a message.</summary>
    public static string Shorten(string statement) => statement.Length <= MaxStatementLength
        ? statement
        : string.Concat(statement.AsSpan(0, MaxStatementLength), "…");
}
