namespace Lockkeeper.Locking;

/// <summary>
/// How long turns were waited for and held, as counts by power of two: bucket <c>i</c> counts durations from
/// 2<sup>i</sup> up to 2<sup>i+1</sup> microseconds, the first one all that is shorter, the last one all that is longer.
/// </summary>
/// <param name="Waits">Waits for the turn, shape [<see cref="Buckets"/>].</param>
/// <param name="Holds">Holds of the turn, shape [<see cref="Buckets"/>].</param>
public sealed record BoardHistograms(IReadOnlyList<int> Waits, IReadOnlyList<int> Holds)
{
    /// <summary>Buckets in each histogram: the last one begins at 2^27 microseconds, over two minutes.</summary>
    public const int Buckets = 28;
}
