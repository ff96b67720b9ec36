using Lockkeeper.Cli.Stress.Engines;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What people try with DuckDB, which lets one process at a time have a file open and waits for nobody.</summary>
internal static class DuckDBStrategies
{
    // The first try, and these.
    private const int Retries = 9;

    /// <summary>All of them, in the order in which they are best compared.</summary>
    public static IReadOnlyList<Strategy> All { get; } =
    [
        Driver("naive", "opens the file, writes, closes it", maxRetries: 0, usesLockFile: false),
        Driver("retry", "as naive, ten tries from 0.1 s, doubling", Retries, usesLockFile: false),
        Driver("filelock", "as naive, under an exclusive lock on a file beside it", maxRetries: 0, usesLockFile: true),
        new Strategy(DuckDBLab.Instance, Strategy.Lockkeeper, "fair lease on the open file, group commit", SharedStore.OpenDuckDB) { Blocks = false },
    ];

    private static Strategy Driver(string name, string summary, int maxRetries, bool usesLockFile) =>
        new(DuckDBLab.Instance, name, summary, settings => new DuckDBStore(settings.Path, maxRetries, usesLockFile));
}
