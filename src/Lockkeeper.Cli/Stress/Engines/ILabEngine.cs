using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Cli.Stress.Engines;

/// <summary>
/// A database engine as the lab knows it: what it can be compared with, how a plain connection of its driver is had, and how
/// one sees that a file of it is sound and free. Nothing here loads an engine's library before it is used.
/// </summary>
internal interface ILabEngine
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Its name to people.</summary>
    string Title { get; }

    /// <summary>The article that goes before it.</summary>
    string Article { get; }

    /// <summary>The version that this process runs on, such as 3.40.1. Loads its library.</summary>
    string Version { get; }

    /// <summary>The strategies that it can be written with, in the order in which they are best compared.</summary>
    IReadOnlyList<Strategy> Strategies { get; }

    /// <summary>What the name of its write-ahead log ends in.</summary>
    string WalSuffix { get; }

    /// <summary>Whether it can be told not to sync at each commit.</summary>
    bool HasDurabilities { get; }

    /// <summary>Enough writes for the runtime to compile what is used often; they take about a quarter of a second.</summary>
    /// <param name="blocks">Whether the strategy's calls block.</param>
    Deal WarmUp(bool blocks);

    /// <summary>
    /// Opens a connection of the driver alone: what is judged takes no part in the judging. The file is closed when the
    /// connection is. Waits for no lock.
    /// </summary>
    /// <param name="path">The file; made where it is missing and may be written.</param>
    /// <param name="access">Whether it may be written.</param>
    /// <exception cref="DbException">It cannot be opened.</exception>
    DbConnection Connect(string path, FileAccess access);

    /// <summary>Opens the file through Lockkeeper.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be opened.</exception>
    SharedDatabase Share(string path);

    /// <summary>Why a file cannot be used, in a few words.</summary>
    string Reason(DbException error);

    /// <summary>Looks whether the file is sound.</summary>
    Check CheckFile(DbConnection connection);

    /// <summary>What keeps a plain connection from writing at its first attempt, or <see langword="null"/>.</summary>
    string? FindLock(string path);
}
