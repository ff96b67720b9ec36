using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>Eight processes with one worker each on one DuckDB file, beside a lock file around open, insert and close.</summary>
internal sealed class DuckDBProcessesRow : IRow
{
    private const int Processes = 8;
    private const double LongestMilliseconds = 3_000;

    public string Name => "duckdb-processes";

    public string Work => "DuckDB: 8 processes × 1 worker, one-row inserts";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), peer = new("lock file: open, insert, close");

        // Each process has its turn several times: a turn lasts 200 ms.
        var window = context.Window * 3;
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            own.Add(context.Measure.Across(Processes, new(PeerKind.DuckDBExecute, 1), context.WarmUp, window));
            peer.Add(context.Measure.Across(Processes, new(PeerKind.DuckDBLockFile, 1), context.WarmUp, window));
        }

        return new(
            [
                Claim.AtLeastTimes("writes/s", Unit.PerSecond, 15, own.PerSecond, peer.Who, peer.PerSecond),
                Claim.NoMore("longest wait", Unit.Milliseconds, LongestMilliseconds, own.Longest),
            ],
            [.. own.Figures(), .. peer.Figures()]);
    }
}
