using Lockkeeper.Sqlite.Opening;

namespace Lockkeeper.Sqlite;

/// <summary>Checks the options of a SQLite database, those of the base class included.</summary>
internal static class SqliteDatabaseOptionsValidator
{
    private const long Kilobyte = 1L << 10;
    private const long Gigabyte = 1L << 30;

    public static void Validate(SqliteDatabaseOptions options)
    {
        SharedDatabaseOptionsValidator.Validate(options);
        SharedDatabaseOptionsValidator.Range(options.CacheSize, 64 * Kilobyte, 64 * Gigabyte, "64 KB to 64 GB, in bytes");
        SharedDatabaseOptionsValidator.Range(options.CheckpointPages, 1, 1_000_000, "1 to 1,000,000");
        SharedDatabaseOptionsValidator.Range(options.MaxWalSize, 64 * Kilobyte, 1024 * Gigabyte, "64 KB to 1 TB, in bytes");
        foreach (var (name, value) in options.Pragmas)
        {
            Pragma.Validate(name, value);
        }
    }
}
