using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Doctor.Reading;

/// <summary>What SQLite says of a database.</summary>
/// <param name="JournalMode">In SQLite's words: <c>wal</c>, <c>delete</c>.</param>
/// <param name="PageSize">Bytes.</param>
/// <param name="PageCount">Pages.</param>
/// <param name="FreePages">Pages of them that hold nothing.</param>
/// <param name="AutoVacuum">0 none, 1 full, 2 incremental.</param>
/// <param name="CacheSize">The default of the file, as <c>PRAGMA default_cache_size</c> set it: pages; 0 where it has none.</param>
/// <param name="Integrity">What the long check found, nothing where it found nothing; <see langword="null"/> where it was not asked for.</param>
internal sealed record DatabaseFacts(
    string JournalMode, long PageSize, long PageCount, long FreePages, long AutoVacuum, long CacheSize, IReadOnlyList<string>? Integrity)
{
    private const int BusySeconds = 2;

    /// <summary>Asks on a connection that cannot write, in one snapshot.</summary>
    /// <param name="path">The file.</param>
    /// <param name="full">Whether to run the long check.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public static DatabaseFacts Read(string path, bool full, CancellationToken cancellationToken)
    {
        // Not pooled: after it is closed, this process has no lock on the file that its next look could drop.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = BusySeconds, Pooling = false }.ConnectionString);
        connection.Open();
        using CancellationTokenRegistration interrupt = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        // What the header says is only read with the first page.
        Ask(connection, "SELECT count(*) FROM sqlite_master");
        return new DatabaseFacts(
            (string)Ask(connection, "PRAGMA journal_mode"),
            (long)Ask(connection, "PRAGMA page_size"),
            (long)Ask(connection, "PRAGMA page_count"),
            (long)Ask(connection, "PRAGMA freelist_count"),
            (long)Ask(connection, "PRAGMA auto_vacuum"),
            (long)Ask(connection, "PRAGMA cache_size"),
            full ? FindFaults(connection) : null);
    }

    private static List<string> FindFaults(SqliteConnection connection)
    {
        var faults = new List<string>();
        try
        {
            faults.AddRange(List(connection, "PRAGMA integrity_check").Where(line => line != "ok"));
            faults.AddRange(List(connection, "SELECT 'a row of ' || \"table\" || ' refers to none in ' || parent FROM pragma_foreign_key_check LIMIT 100"));
        }
        catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            // What is damaged may keep the rest from being looked at.
            faults.Add(error.Message);
        }

        return faults;
    }

    private static object Ask(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private static List<string> List(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read()) lines.Add(reader.GetString(0));
        return lines;
    }
}
