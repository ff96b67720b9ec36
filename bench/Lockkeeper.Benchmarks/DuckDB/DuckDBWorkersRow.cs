using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>Sixteen workers of one process on one DuckDB file, beside one connection that inserts row by row.</summary>
internal sealed class DuckDBWorkersRow : IRow
{
    private const int Workers = 16;

    public string Name => "duckdb-workers";

    public string Work => "DuckDB: 1 process, 16 workers, one-row inserts";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), peer = new("one connection, row by row");
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            own.Add(context.Measure.InProcess(new(PeerKind.DuckDBExecute, Workers), context.WarmUp, context.Window));
            peer.Add(context.Measure.InProcess(new(PeerKind.DuckDBKept, 1), context.WarmUp, context.Window));
        }

        return new(
            [Claim.AtLeastTimes("writes/s", Unit.PerSecond, 5, own.PerSecond, peer.Who, peer.PerSecond)],
            [.. own.Figures(), .. peer.Figures()]);
    }
}
