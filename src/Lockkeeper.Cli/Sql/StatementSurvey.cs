using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Cli.Sql;

/// <summary>
/// Asks SQLite of each statement of a script whether it writes (https://sqlite.org/c3ref/stmt_readonly.html), without
/// running any.
/// </summary>
internal static class StatementSurvey
{
    /// <summary>Whether all of a script only reads.</summary>
    /// <param name="connection">An open connection that cannot write.</param>
    /// <param name="script">The script.</param>
    /// <exception cref="SqliteException">A statement is wrong, whatever those before it do.</exception>
    /// <exception cref="UsageException">A parameter has no value.</exception>
    public static bool OnlyReads(SqliteConnection connection, SqlScript script)
    {
        string rest = script.Text;
        while (rest.Length > 0)
        {
            int code = raw.sqlite3_prepare_v2(connection.Handle, rest, out sqlite3_stmt statement, out string tail);
            using (statement)
            {
                SqliteException.ThrowExceptionForRC(code, connection.Handle);
                // Nothing is left but space and comments.
                if (statement.IsInvalid) return true;
                RequireValues(statement, script);
                // What follows may need what this one makes, so that only running it shows whether it is right.
                if (raw.sqlite3_stmt_readonly(statement) == 0) return false;
            }

            rest = tail;
        }

        return true;
    }

    private static void RequireValues(sqlite3_stmt statement, SqlScript script)
    {
        for (int i = 1; i <= raw.sqlite3_bind_parameter_count(statement); i++)
        {
            string name = raw.sqlite3_bind_parameter_name(statement, i).utf8_to_string()
                ?? throw new UsageException(SqlErrors.NoValue("1"));
            if (!script.Parameters.ContainsKey(name[1..])) throw new UsageException(SqlErrors.NoValue(name[1..]));
        }
    }
}
