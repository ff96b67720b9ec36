using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The same ADO.NET code on the drop-in and on the driver's connection, with the file to itself: what the turn costs.</summary>
internal sealed class DropInAloneRow : IRow
{
    public string Name => "drop-in-alone";

    public string Work => "drop-in connection, one thread, insert in a transaction";

    public RowResult Run(RowContext context)
    {
        List<double> own = [], driver = [];
        for (var i = 0; i < context.Repetitions(15); i++)
        {
            driver.Add(Microseconds(context.Measure.InProcess(new(PeerKind.DriverKept, 1), context.Writes(10_000))));
            own.Add(Microseconds(context.Measure.InProcess(new(PeerKind.DropIn, 1), context.Writes(10_000))));
        }

        return new([Claim.AtMostTimes("time of a transaction", Unit.Microseconds, 1.3, own, "driver: the same code", driver)], []);
    }

    private static double Microseconds(LoopResult result) => result.Seconds / result.Counted * 1e6;
}
