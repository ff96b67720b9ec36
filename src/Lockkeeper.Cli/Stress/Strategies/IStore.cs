namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>One process's way to the file: the strategy that a run compares.</summary>
internal interface IStore : IDisposable
{
    /// <summary>Gives one worker what it reads and writes with. To be disposed before the store.</summary>
    IStoreClient Connect();

    /// <summary>What was counted and logged in this process so far.</summary>
    StoreCounters ReadCounters();
}
