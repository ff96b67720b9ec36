namespace Lockkeeper.DuckDB;

/// <summary>Opens DuckDB files that any number of threads and processes share.</summary>
public static class DuckDBDatabase
{
    /// <summary>
    /// Opens a DuckDB file for sharing. DuckDB itself has it open only while this process reads or writes, under a lease: what is
    /// wrong with an existing file shows at the first read or write. Where the file is missing it is created at once, under the
    /// lease, which blocks the calling thread.
    /// </summary>
    /// <param name="path">The file; symbolic links and relative paths lead to the same database. Databases in memory are refused.</param>
    /// <param name="options">Copied and validated here. Default: <see cref="DuckDBDatabaseOptions"/> as it is.</param>
    /// <returns>The database; dispose it at the end of the program.</returns>
    /// <exception cref="SharedDatabaseException">The file cannot be created or shared; the message says what to do.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public static SharedDatabase Open(string path, DuckDBDatabaseOptions? options = null)
    {
        var engine = new DuckDBEngine(path, options ?? new DuckDBDatabaseOptions());
        return SharedDatabase.Open(engine, engine.Options);
    }
}
