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
}
