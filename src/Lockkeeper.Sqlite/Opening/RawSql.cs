using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>Runs short texts of Lockkeeper's own on a handle, without the driver's commands and their waiting.</summary>
internal static class RawSql
{
    /// <summary>Runs one statement and returns the first column of its first row, or <see langword="null"/>.</summary>
    /// <exception cref="SqliteException">As the driver would throw it.</exception>
    public static string? Scalar(sqlite3 db, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(db, sql, out var statement), db);
        using (statement)
        {
            var code = raw.sqlite3_step(statement);
            SqliteException.ThrowExceptionForRC(code, db);
            return code == ResultCodes.Row && raw.sqlite3_column_count(statement) > 0
                ? raw.sqlite3_column_text(statement, 0).utf8_to_string()
                : null;
        }
    }

    /// <summary>Prepares a statement that is kept and run again and again.</summary>
    public static sqlite3_stmt Prepare(sqlite3 db, string sql)
    {
        const uint Persistent = 1;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(db, sql, Persistent, out var statement), db);
        return statement;
    }
}
