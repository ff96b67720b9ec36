using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>What a text may attach, and when.</summary>
internal static class AttachText
{
    /// <summary>
    /// Refuses a text that attaches a file inside a transaction, or that goes on after it: the turn of a file is known once the
    /// file is attached, and what writes to it comes in the next command. What is in memory comes with whatever it likes.
    /// </summary>
    /// <exception cref="SqliteException">Inside a transaction: SQLite's own error.</exception>
    /// <exception cref="SharedDatabaseException">The text goes on.</exception>
    public static void RefuseMixed(sqlite3 db, string text)
    {
        if (raw.sqlite3_get_autocommit(db) == 0)
        {
            throw new SqliteException("SQLite Error 1: 'cannot ATTACH database within transaction'.", ResultCodes.Error, ResultCodes.Error);
        }

        var start = text.IndexOf("attach", StringComparison.OrdinalIgnoreCase);
        var quote = text.IndexOfAny(['\'', '"'], start);
        var rest = quote < 0 ? "" : text[(quote + 1)..];
        var inMemory = quote >= 0 && (rest.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith(text[quote]));
        if (inMemory)
        {
            return;
        }

        var code = raw.sqlite3_prepare_v2(db, text, out var statement, out var tail);
        using (statement)
        {
            // What cannot be prepared is SQLite's to refuse.
            if (code == ResultCodes.Ok && !string.IsNullOrWhiteSpace(tail))
            {
                throw new SharedDatabaseException(
                    SharedDatabaseErrorKind.Unsupported,
                    "ATTACH of a file must be a command of its own: the turn of the file is taken for the commands after it. Put the rest into the next command.");
            }
        }
    }
}
