using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>
/// Opens connections and sets what Lockkeeper relies on, each setting read back. Others may hold the file meanwhile (several
/// processes that start at once all switch it to WAL): the whole is tried again, with growing pauses, for as long as
/// <see cref="SharedDatabaseOptions.WriteTimeout"/>. SQLite's own busy handler is off on all connections: it would be a
/// second owner of retries, and builds without <c>usleep</c> sleep whole seconds in it.
/// </summary>
internal sealed class ConnectionOpener(
    string path, SqliteDatabaseOptions options, Func<IReadOnlyList<ForeignHolder>> findHolders)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    // A file system without shared memory answers with the old mode and no error, however often it is asked.
    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(2);

    /// <summary>Opens <paramref name="connection"/>. Blocks the calling thread.</summary>
    /// <param name="connection">Closed; its connection string says whether it may write.</param>
    /// <param name="writer">Whether it is the one that writes, and switches the file to WAL where it must.</param>
    /// <exception cref="SharedDatabaseException">The file cannot be opened; the message says what to do.</exception>
    public void Open(SqliteConnection connection, bool writer)
    {
        // The driver's wait loop ends at once when its limit has passed before the first try.
        connection.DefaultTimeout = -1;
        var start = options.TimeProvider.GetTimestamp();
        var pause = ShortestPause;
        string? mode = null;
        while (true)
        {
            SqliteException? failure = null;
            try
            {
                connection.Open();
                var db = connection.Handle!;
                SqliteException.ThrowExceptionForRC(raw.sqlite3_busy_timeout(db, 0), db);
                mode = writer ? SwitchToWal(db, ref mode) : RawSql.Scalar(db, "PRAGMA journal_mode");
                if (string.Equals(mode, "wal", StringComparison.OrdinalIgnoreCase))
                {
                    Configure(db, writer);
                    return;
                }
            }
            catch (SqliteException error) when (SqliteErrors.Classify(error) is EngineErrorClass.Busy or EngineErrorClass.Replay)
            {
                failure = error;
            }
            catch (SqliteException error)
            {
                throw OpenErrors.Explain(error, path);
            }

            var waited = options.TimeProvider.GetElapsedTime(start);
            if (waited + pause > (failure is null && RefusalPatience < options.WriteTimeout ? RefusalPatience : options.WriteTimeout))
            {
                throw OpenErrors.Busy(path, mode, waited, findHolders(), failure);
            }

            BlockingDelay.Wait(options.TimeProvider, pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static string? SwitchToWal(sqlite3 db, ref string? mode)
    {
        mode = RawSql.Scalar(db, "PRAGMA journal_mode");
        return string.Equals(mode, "wal", StringComparison.OrdinalIgnoreCase) ? mode : RawSql.Scalar(db, "PRAGMA journal_mode=WAL");
    }

    private void Configure(sqlite3 db, bool writer)
    {
        Set(db, "synchronous", options.Durability == Durability.Full ? 2 : 1);
        Set(db, "cache_size", -(options.CacheSize >> 10));
        Set(db, "temp_store", 2);
        Set(db, "foreign_keys", options.ForeignKeys ? 1 : 0);
        Set(db, "wal_autocheckpoint", 0);
        foreach (var (name, value) in options.Pragmas)
        {
            Set(db, name, value);
        }

        // The first read of the file itself: this is where a damaged one shows.
        RawSql.Scalar(db, "SELECT count(*) FROM sqlite_master");
        Set(db, "query_only", writer ? 0 : 1);
    }

    private static void Set(sqlite3 db, string name, long value) =>
        Set(db, name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static void Set(sqlite3 db, string name, string value)
    {
        // Names and values were validated as identifiers and words: SQLite takes no parameters here.
        RawSql.Scalar(db, $"PRAGMA {name}={value}");
        var actual = RawSql.Scalar(db, $"PRAGMA {name}");
        if (actual is null || !Pragma.Took(name, value, actual))
        {
            var now = actual is null ? "SQLite does not tell its value" : $"it is {actual}";
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.CannotOpen,
                $"PRAGMA {name}={value} did not take effect: {now}. Check its name and value against "
                + $"https://sqlite.org/pragma.html for SQLite {SqliteLibrary.Version}, or remove it from {nameof(SqliteDatabaseOptions.Pragmas)}.");
        }
    }
}
