using Lockkeeper.Benchmarks.DuckDB;

namespace Lockkeeper.Benchmarks.Peers;

internal static class PeerFactory
{
    /// <summary>Opens a peer on an existing file.</summary>
    public static IPeer Create(PeerOrder order, string path) => order.Kind switch
    {
        PeerKind.Driver => new DriverPeer(path, Configure(DriverConfiguration.AsUsed, order), order.Workers),
        PeerKind.DriverKept => new DriverPeer(path, Configure(DriverConfiguration.Kept, order), order.Workers),
        PeerKind.DropIn => new DriverPeer(path, Configure(DriverConfiguration.DropIn, order), order.Workers),
        PeerKind.DriverTransaction => new DriverPeer(path, Configure(DriverConfiguration.BestTransaction, order), order.Workers),
        PeerKind.DriverStatement => new DriverPeer(path, Configure(DriverConfiguration.BestStatement, order), order.Workers),
        PeerKind.Execute or PeerKind.Command => LockkeeperPeer.Open(path, order),
        PeerKind.DuckDBExecute => LockkeeperPeer.OpenDuckDB(path, order),
        PeerKind.DuckDBKept => new DuckDBKeptPeer(path),
        PeerKind.DuckDBLockFile => new DuckDBLockFilePeer(path),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, "No such peer."),
    };

    private static DriverConfiguration Configure(DriverConfiguration configuration, PeerOrder order) =>
        configuration with { Durability = order.Durability, Hold = order.Hold };
}
