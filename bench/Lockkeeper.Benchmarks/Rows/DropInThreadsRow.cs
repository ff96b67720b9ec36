using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>
/// 80 threads, each with a connection of its own and a transaction for each insert. Beside the driver as people use it, each
/// thread has fifty writes to do: in a window of time one thread of the driver's writes nearly alone, and the others wait.
/// That window is shown too.
/// </summary>
internal sealed class DropInThreadsRow : IRow
{
    private const int Threads = 80;
    private const int Each = 50;

    public string Name => "drop-in-threads";

    public string Work => "drop-in connection, 80 threads, each its own connection and transactions";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), alone = new("driver, one thread alone"), few = new("Lockkeeper, 50 transactions each"), fewOfDriver = new("driver as people use it, 50 transactions each"),
            window = new("driver as people use it"), best = new("driver's best");
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            alone.Add(Measure(context, PeerKind.DriverKept, 1));
            own.Add(Measure(context, PeerKind.DropIn, Threads));
            few.Add(context.Measure.InProcess(new(PeerKind.DropIn, Threads), context.Writes(Each)));
            fewOfDriver.Add(context.Measure.InProcess(new(PeerKind.Driver, Threads), context.Writes(Each)));
            window.Add(Measure(context, PeerKind.Driver, Threads));
            best.Add(Measure(context, PeerKind.DriverTransaction, Threads));
        }

        return new(
            [
                Claim.AtLeastTimes("transactions/s", Unit.PerSecond, 0.6, own.PerSecond, alone.Who, alone.PerSecond),
                Claim.AtLeastTimes("transactions/s", Unit.PerSecond, 3, few.PerSecond, fewOfDriver.Who, fewOfDriver.PerSecond),
                Claim.AtLeastTimes("transactions/s", Unit.PerSecond, 0.8, own.PerSecond, best.Who, best.PerSecond),
                Claim.AtMostTimes("longest wait", Unit.Milliseconds, 0.2, own.Longest, best.Who, best.Longest),
            ],
            [.. own.Figures(), .. alone.Figures(), .. few.Figures(), .. fewOfDriver.Figures(), .. window.Figures(), .. best.Figures()]);
    }

    private static LoopResult Measure(RowContext context, PeerKind kind, int threads) => context.Measure.InProcess(new(kind, threads), context.WarmUp, context.Window);
}
