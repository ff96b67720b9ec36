using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The same 80 workers, each with a command of its own code inside its write.</summary>
internal sealed class CommandRow : IRow
{
    public string Name => "command";

    public string Work => "80 workers, one process, WriteAsync with a command in user code";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), bulk = new("bulk");
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            bulk.Add(context.Measure.Bulk(context.BulkRows));
            own.Add(context.Measure.InProcess(new(PeerKind.Command, 80), context.Writes(3_000)));
        }

        return new(
            [Claim.AtLeastTimes("writes/s", Unit.PerSecond, 0.25, own.PerSecond, bulk.Who, bulk.PerSecond)],
            [.. own.Figures(), .. bulk.Figures()]);
    }
}
