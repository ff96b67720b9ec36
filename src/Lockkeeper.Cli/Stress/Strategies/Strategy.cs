namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>A way in which applications let many threads and processes write one file.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="JournalMode">The mode that it puts the file in.</param>
/// <param name="Open">Opens the file its way. Blocks.</param>
internal sealed record Strategy(string Name, string Summary, JournalMode JournalMode, Func<StoreSettings, IStore> Open)
{
    /// <summary>
    /// Whether it is Lockkeeper. Of the others it is expected that writes fail: their errors are counted, and what they
    /// acknowledged is verified.
    /// </summary>
    public bool IsLockkeeper => Name == StrategyCatalog.Lockkeeper;

    /// <summary>
    /// Whether its workers' calls block, so that each worker needs a thread of its own.
    /// </summary>
    public bool Blocks => !IsLockkeeper;
}
