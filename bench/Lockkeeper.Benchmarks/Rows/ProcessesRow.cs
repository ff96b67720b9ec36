using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>Four processes of twenty workers on one file.</summary>
internal sealed class ProcessesRow : IRow
{
    private const int Processes = 4;
    private const int Workers = 20;

    public string Name => "processes";

    public string Work => "4 processes × 20 workers, ExecuteAsync";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), bulk = new("bulk");
        var best = new DriverBest();
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            bulk.Add(context.Measure.Bulk(context.BulkRows));
            own.Add(context.Measure.Across(Processes, new(PeerKind.Execute, Workers), context.WarmUp, context.Window));
            best.Add(kind => context.Measure.Across(Processes, new(kind, Workers), context.WarmUp, context.Window));
        }

        var strongest = best.Strongest;
        return new(
            [
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 0.25, own.PerSecond, bulk.Who, bulk.PerSecond),
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 5, own.PerSecond, strongest.Who, strongest.PerSecond),
                Claim.NoMore("longest wait", Unit.Milliseconds, 100, own.Longest),
                Claim.NoLess("fairness (Jain)", Unit.Index, 0.95, own.Fairness),
            ],
            [.. own.Figures(), .. bulk.Figures(), .. best.Figures]);
    }
}
