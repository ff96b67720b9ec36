using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>80 workers of one process, each awaiting each statement.</summary>
internal sealed class ExecuteRow : IRow
{
    private const int Workers = 80;

    public string Name => "execute";

    public string Work => "80 workers, one process, ExecuteAsync";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), bulk = new("bulk"), driver = new("driver");
        var best = new DriverBest();
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            bulk.Add(context.Measure.Bulk(context.BulkRows));
            own.Add(context.Measure.InProcess(new(PeerKind.Execute, Workers), context.Writes(5_000)));
            best.Add(kind => context.Measure.InProcess(new(kind, Workers), context.Writes(200)));
            driver.Add(context.Measure.InProcess(new(PeerKind.Driver, Workers), context.Writes(25)));
        }

        var strongest = best.Strongest;
        return new(
            [
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 0.6, own.PerSecond, bulk.Who, bulk.PerSecond),
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 200, own.PerSecond, driver.Who, driver.PerSecond),
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 15, own.PerSecond, strongest.Who, strongest.PerSecond),
                Claim.NoMore("longest wait", Unit.Milliseconds, 50, own.Longest),
            ],
            [.. own.Figures(), .. bulk.Figures(), .. driver.Figures(), .. best.Figures]);
    }
}
