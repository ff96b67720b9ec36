using Lockkeeper.Cli.Stress.Engines;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What people try with SQLite, one after the other.</summary>
internal static class SqliteStrategies
{
    /// <summary>How long applications wait that mean it well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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
        new Strategy(SqliteLab.Instance, Strategy.Lockkeeper, "fair turn across processes, group commit", SharedStore.OpenSqlite)
        {
            Blocks = false,
            DropIn = new Strategy(SqliteLab.Instance, Strategy.Lockkeeper, "the drop-in connection, fair turn across processes", SharedStore.OpenDropIn),
        },
    ];

    /// <summary>All of them, in the order in which they are best compared.</summary>
    public static IReadOnlyList<Strategy> All => Strategies;

    private static Strategy Driver(string name, string summary, DriverPlan plan) =>
        new(SqliteLab.Instance, name, summary, settings => new DriverStore(settings, plan)) { JournalMode = plan.JournalMode };
}
