using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>
/// One worker that has the file to itself: what Lockkeeper costs where nothing is to be gained. Many short measurements
/// that alternate with the driver's, so that a drift of the machine falls on both.
/// </summary>
internal sealed class AloneRow : IRow
{
    public string Name => "alone";

    public string Work => "one worker alone, awaiting each write, ExecuteAsync";

    public RowResult Run(RowContext context)
    {
        List<double> own = [], driver = [], allocated = [];
        for (var i = 0; i < context.Repetitions(15); i++)
        {
            driver.Add(Microseconds(context.Measure.InProcess(new(PeerKind.DriverTransaction, 1), context.Writes(10_000))));
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var result = context.Measure.InProcess(new(PeerKind.Execute, 1), context.Writes(10_000));
            allocated.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)result.Acknowledged);
            own.Add(Microseconds(result));
        }

        const string Peer = "driver: transaction, insert, commit on one kept connection";
        return new(
            [Claim.AtMostTimes("time of a write", Unit.Microseconds, 1.3, own, Peer, driver)],
            [new("Lockkeeper", "allocated for a write, on all threads", Statistics.Summarize(allocated), Unit.Bytes)]);
    }

    private static double Microseconds(LoopResult result) => result.Seconds / result.Counted * 1e6;
}
