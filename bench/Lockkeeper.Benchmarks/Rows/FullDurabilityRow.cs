using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>
/// The same 80 workers, and each commit waits for the disk. In a window of time: a fixed number of writes takes as long as
/// the slowest disk wants.
/// </summary>
internal sealed class FullDurabilityRow : IRow
{
    private const int Workers = 80;

    public string Name => "full";

    public string Work => "80 workers, one process, ExecuteAsync, Durability.Full";

    public RowResult Run(RowContext context)
    {
        var own = new Series("Lockkeeper");
        var best = new DriverBest();
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            own.Add(context.Measure.InProcess(new(PeerKind.Execute, Workers, Durability.Full), context.WarmUp / 2, context.Window));
            best.Add(kind => context.Measure.InProcess(new(kind, Workers, Durability.Full), context.WarmUp / 2, context.Window));
        }

        var strongest = best.Strongest;
        return new(
            [Claim.AtLeastTimes("writes/s", Unit.PerSecond, 20, own.PerSecond, strongest.Who + ", synchronous=FULL", strongest.PerSecond)],
            [.. own.Figures(), .. best.Figures]);
    }
}
