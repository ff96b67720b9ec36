using System.Diagnostics;
using SQLitePCL;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>
/// The measure of what SQLite can take in: all rows in one transaction on one connection, straight through SQLitePCLRaw.
/// Prepared once; then bind, step and reset for each row.
/// </summary>
internal static class BulkTransaction
{
    /// <summary>Rows a second, the commit included.</summary>
    public static double Measure(string path, int rows)
    {
        var seconds = Insert(path, rows);
        return rows / seconds;
    }

    /// <summary>Inserts the rows and returns how many seconds it took, without opening and closing.</summary>
    public static double Insert(string path, int rows)
    {
        Check(raw.sqlite3_open(path, out var db));
        using (db)
        {
            Check(raw.sqlite3_exec(db, "PRAGMA synchronous=NORMAL"));
            Check(raw.sqlite3_prepare_v2(db, Work.Insert, out var statement));
            using (statement)
            {
                var start = Stopwatch.GetTimestamp();
                Check(raw.sqlite3_exec(db, "BEGIN IMMEDIATE"));
                for (var i = 0; i < rows; i++)
                {
                    raw.sqlite3_bind_text(statement, 1, Work.Topic(i));
                    raw.sqlite3_bind_text(statement, 2, Work.Status(i));
                    raw.sqlite3_bind_int(statement, 3, i % 80);
                    raw.sqlite3_bind_int64(statement, 4, Work.At(i));
                    if (raw.sqlite3_step(statement) != raw.SQLITE_DONE) Check(raw.sqlite3_errcode(db));
                    raw.sqlite3_reset(statement);
                }

                Check(raw.sqlite3_exec(db, "COMMIT"));
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite returned {code}.");
    }
}
