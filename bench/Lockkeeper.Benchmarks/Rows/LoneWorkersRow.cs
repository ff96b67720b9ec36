using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>Eight processes with one worker each: no batch to gain from, only turns to hand over.</summary>
internal sealed class LoneWorkersRow : IRow
{
    private const int Processes = 8;

    public string Name => "lone-workers";

    public string Work => "8 processes × 1 worker, ExecuteAsync";

    public RowResult Run(RowContext context)
    {
        var own = new Series("Lockkeeper");
        var best = new DriverBest();
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            own.Add(context.Measure.Across(Processes, new(PeerKind.Execute, 1), context.WarmUp, context.Window));
            best.Add(kind => context.Measure.Across(Processes, new(kind, 1), context.WarmUp, context.Window));
        }

        var strongest = best.Strongest;
        return new(
            [
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 0.9, own.PerSecond, strongest.Who, strongest.PerSecond),
                Claim.AtMostTimes("longest wait", Unit.Milliseconds, 1.0 / 8, own.Longest, strongest.Who, strongest.Longest),
                Claim.NoLess("fairness (Jain)", Unit.Index, 0.98, own.Fairness),
            ],
            [.. own.Figures(), .. best.Figures]);
    }
}
