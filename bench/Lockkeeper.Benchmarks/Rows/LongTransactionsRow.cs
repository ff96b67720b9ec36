using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>Eight processes with one worker each, whose transactions each keep the processor busy for 2 ms.</summary>
internal sealed class LongTransactionsRow : IRow
{
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(2);

    public string Name => "long-transactions";

    public string Work => "8 processes × 1 worker, each transaction 2 ms long, WriteAsync";

    public RowResult Run(RowContext context)
    {
        Series own = new("Lockkeeper"), driver = new("driver's best, with a transaction");
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            own.Add(context.Measure.Across(8, new(PeerKind.Command, 1, Hold: Hold), context.WarmUp, context.Window));
            driver.Add(context.Measure.Across(8, new(PeerKind.DriverTransaction, 1, Hold: Hold), context.WarmUp, context.Window));
        }

        return new(
            [
                Claim.NoLess("fairness (Jain)", Unit.Index, 0.99, own.Fairness),
                Claim.NoMore("longest wait", Unit.Milliseconds, 150, own.Longest),
            ],
            [.. own.Figures(), .. driver.Figures()]);
    }
}
