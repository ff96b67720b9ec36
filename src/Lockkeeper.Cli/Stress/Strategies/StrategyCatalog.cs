namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>The strategies by name: what people try one after the other.</summary>
internal static class StrategyCatalog
{
    public const string Lockkeeper = "lockkeeper";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Strategy[] Strategies =
    [
        // 5 s is what most drivers of other languages wait; the .NET driver's own 30 s would show the same deadlock later.
        Driver("naive", "rollback journal; reads, then writes, in one deferred transaction", new DriverPlan
        {
            JournalMode = JournalMode.Delete,
            LooksFirst = true,
            IsDeferred = true,
            Timeout = TimeSpan.FromSeconds(5),
        }),
        Driver("wal", "WAL, deferred transactions, 30 s busy timeout", new DriverPlan
        {
            IsDeferred = true,
            Timeout = Patience,
            UsesBusyTimeout = true,
        }),
        Driver("immediate", "WAL, BEGIN IMMEDIATE, 30 s busy timeout", new DriverPlan { Timeout = Patience, UsesBusyTimeout = true }),
        // The driver counts in whole seconds, and 0 is for ever.
        Driver("retry", "WAL, deferred transactions, 5 retries from 0.1 s, doubling", new DriverPlan
        {
            IsDeferred = true,
            Timeout = TimeSpan.FromSeconds(1),
            MaxRetries = 5,
        }),
        Driver("semaphore", "WAL, BEGIN IMMEDIATE, 30 s busy timeout, one lock in each process", new DriverPlan
        {
            Timeout = Patience,
            UsesBusyTimeout = true,
            OneAtATime = true,
        }),
        new Strategy(Lockkeeper, "fair turn across processes, group commit", JournalMode.Wal, SharedStore.Open),
    ];

    /// <summary>The names, in the order in which they are best compared.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Strategies.Select(strategy => strategy.Name)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Strategy> All => Strategies;

    /// <summary>The strategy with this name.</summary>
    public static Strategy Get(string name) => Strategies.First(strategy => strategy.Name == name);

    private static Strategy Driver(string name, string summary, DriverPlan plan) =>
        new(name, summary, plan.JournalMode, settings => new DriverStore(settings, plan));
}
