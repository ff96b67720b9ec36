using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>
/// One promise and whether it holds. It is judged by the median of the repetitions: of the ratio to the peer in the same
/// repetition where there is a peer, of Lockkeeper's own figure where there is none.
/// </summary>
internal sealed record Claim
{
    /// <summary>What is compared: <c>writes/s</c>, <c>longest wait</c>.</summary>
    public required string Measure { get; init; }

    public required Unit Unit { get; init; }

    public required Spread Lockkeeper { get; init; }

    /// <summary>The peer's name, or <see langword="null"/> where the figure stands for itself.</summary>
    public string? PeerName { get; init; }

    public Spread? Peer { get; init; }

    /// <summary>Lockkeeper's figure by the peer's, repetition by repetition.</summary>
    public Spread? Ratio { get; init; }

    public bool AtLeast { get; init; }

    public required double Reach { get; init; }

    public bool Met => AtLeast ? Judged >= Reach : Judged <= Reach;

    private double Judged => (Ratio ?? Lockkeeper).Median;

    /// <summary>Lockkeeper's figure must be at least <paramref name="reach"/> times the peer's.</summary>
    public static Claim AtLeastTimes(
        string measure, Unit unit, double reach, IReadOnlyList<double> lockkeeper, string peerName, IReadOnlyList<double> peer) =>
        Compare(measure, unit, reach, lockkeeper, peerName, peer) with { AtLeast = true };

    /// <summary>Lockkeeper's figure must be at most <paramref name="reach"/> times the peer's.</summary>
    public static Claim AtMostTimes(
        string measure, Unit unit, double reach, IReadOnlyList<double> lockkeeper, string peerName, IReadOnlyList<double> peer) =>
        Compare(measure, unit, reach, lockkeeper, peerName, peer);

    /// <summary>Lockkeeper's figure must be at least <paramref name="reach"/>.</summary>
    public static Claim NoLess(string measure, Unit unit, double reach, IReadOnlyList<double> lockkeeper) =>
        new() { Measure = measure, Unit = unit, Reach = reach, AtLeast = true, Lockkeeper = Statistics.Summarize(lockkeeper) };

    /// <summary>Lockkeeper's figure must be at most <paramref name="reach"/>.</summary>
    public static Claim NoMore(string measure, Unit unit, double reach, IReadOnlyList<double> lockkeeper) =>
        new() { Measure = measure, Unit = unit, Reach = reach, Lockkeeper = Statistics.Summarize(lockkeeper) };

    private static Claim Compare(
        string measure, Unit unit, double reach, IReadOnlyList<double> lockkeeper, string peerName, IReadOnlyList<double> peer) => new()
        {
            Measure = measure,
            Unit = unit,
            Reach = reach,
            Lockkeeper = Statistics.Summarize(lockkeeper),
            PeerName = peerName,
            Peer = Statistics.Summarize(peer),
            Ratio = Statistics.Summarize(lockkeeper.Zip(peer, (own, other) => own / other)),
        };
}
