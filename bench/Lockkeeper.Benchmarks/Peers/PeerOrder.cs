namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Who writes, with how many workers, and how.</summary>
/// <param name="Kind">The way of writing.</param>
/// <param name="Workers">Workers in one process.</param>
/// <param name="Durability">What each acknowledged write survives.</param>
/// <param name="Hold">How long each transaction works before it commits.</param>
internal sealed record PeerOrder(PeerKind Kind, int Workers, Durability Durability = Durability.Normal, TimeSpan Hold = default);
