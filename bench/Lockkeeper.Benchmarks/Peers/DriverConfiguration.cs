namespace Lockkeeper.Benchmarks.Peers;

/// <summary>A usual way of using Microsoft.Data.Sqlite from many threads.</summary>
/// <param name="KeepConnection">Whether each thread keeps its connection and its prepared command, or takes both anew for each operation.</param>
/// <param name="BusyTimeout">In milliseconds, for SQLite's own busy handler; 0 leaves all waiting to the driver's loop.</param>
/// <param name="Transaction">How the row is put into a transaction.</param>
/// <param name="Durability">What each commit survives.</param>
/// <param name="Hold">How long each transaction works before it commits.</param>
/// <param name="Shared">Whether the connection is Lockkeeper's drop-in in the driver's place.</param>
internal sealed record DriverConfiguration(
    bool KeepConnection,
    int BusyTimeout,
    DriverTransaction Transaction = DriverTransaction.Immediate,
    Durability Durability = Durability.Normal,
    TimeSpan Hold = default,
    bool Shared = false)
{
    /// <summary>As people use it: WAL, a pooled connection for each operation, the driver's own retry loop of 30 s.</summary>
    public static DriverConfiguration AsUsed { get; } = new(KeepConnection: false, BusyTimeout: 0);

    /// <summary>A connection a thread, and all else as it comes.</summary>
    public static DriverConfiguration Kept { get; } = new(KeepConnection: true, BusyTimeout: 0);

    /// <summary>The same code on the drop-in connection.</summary>
    public static DriverConfiguration DropIn { get; } = Kept with { Shared = true };

    /// <summary>Its best with a transaction object, which work of more than one statement needs.</summary>
    public static DriverConfiguration BestTransaction { get; } = new(KeepConnection: true, BusyTimeout: 30_000);

    /// <summary>Its best for a single statement, which commits by itself.</summary>
    public static DriverConfiguration BestStatement { get; } = BestTransaction with { Transaction = DriverTransaction.Autocommit };
}
