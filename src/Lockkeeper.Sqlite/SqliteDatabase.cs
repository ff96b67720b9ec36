using Lockkeeper.Sqlite.Foreign;
using Lockkeeper.Status;

namespace Lockkeeper.Sqlite;

/// <summary>Opens SQLite files that any number of threads and processes share.</summary>
public static class SqliteDatabase
{
    /// <summary>
    /// Opens a SQLite file, creating it where it does not exist, and switches it to WAL. Blocks the calling thread.
    /// </summary>
    /// <param name="path">
    /// The file; symbolic links and relative paths lead to the same database. In-memory databases and <c>file:</c> URIs are
    /// refused.
    /// </param>
    /// <param name="options">Copied and validated here. Default: <see cref="SqliteDatabaseOptions"/> as it is.</param>
    /// <returns>The database; dispose it at the end of the program.</returns>
    /// <exception cref="SharedDatabaseException">The file cannot be opened or shared; the message says what to do.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static SharedDatabase Open(string path, SqliteDatabaseOptions? options = null)
    {
        var engine = new SqliteEngine(path, options ?? new SqliteDatabaseOptions());
        return SharedDatabase.Open(engine, engine.Options);
    }

    /// <summary>
    /// Sees who has a file open, whether they use Lockkeeper or not, without opening it: no lock is taken and none dropped,
    /// and no right to write is needed. Works on files that no Lockkeeper program has ever opened. Takes milliseconds.
    /// </summary>
    /// <remarks>
    /// Lockkeeper's processes are read from the presence board. All others are found on Linux only, in <c>/proc/locks</c>,
    /// <c>/proc/PID/fd</c> and <c>/proc/PID/cmdline</c> (https://man7.org/linux/man-pages/man5/proc.5.html). DuckDB locks a whole
    /// file at once, which shows as <c>exclusive</c>, or <c>shared</c> where it only reads.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="SharedDatabaseException">There is no such file, or its side file cannot be read.</exception>
    public static DatabaseObservation Observe(string path) => FileObserver.Observe(path, TimeProvider.System);
}
