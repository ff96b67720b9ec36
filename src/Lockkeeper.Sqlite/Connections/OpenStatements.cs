using SQLitePCL;

namespace Lockkeeper.Sqlite.Connections;

/// <summary>Statements that callers' code began and did not end.</summary>
internal static class OpenStatements
{
    /// <summary>
    /// Ends all that are still under way on <paramref name="db"/>: an open data reader keeps a snapshot, and on the writer
    /// every later transaction would meet <c>SQLITE_BUSY_SNAPSHOT</c>. Needs <c>enable_sqlite3_next_stmt</c>.
    /// </summary>
    public static void ResetAll(sqlite3 db)
    {
        for (var statement = raw.sqlite3_next_stmt(db, null!); statement is not null; statement = raw.sqlite3_next_stmt(db, statement))
        {
            if (raw.sqlite3_stmt_busy(statement) != 0)
            {
                raw.sqlite3_reset(statement);
            }
        }
    }
}
