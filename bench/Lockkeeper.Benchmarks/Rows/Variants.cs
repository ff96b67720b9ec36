using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The usual ways of using the driver with 80 threads, to find its best: what docs/benchmarks.md quotes.</summary>
internal sealed class Variants : IRow
{
    public const string RowName = "variants";

    private const int Threads = 80;

    private static readonly (string Name, DriverConfiguration Configuration)[] Tried =
    [
        ("connection kept, busy_timeout 30 s, immediate transaction", DriverConfiguration.BestTransaction),
        ("the same, statement by itself", DriverConfiguration.BestStatement),
        ("the same, deferred transaction", DriverConfiguration.BestTransaction with { Transaction = DriverTransaction.Deferred }),
        ("the same, busy_timeout 5 s", DriverConfiguration.BestTransaction with { BusyTimeout = 5_000 }),
        ("the same, busy_timeout 1 s", DriverConfiguration.BestTransaction with { BusyTimeout = 1_000 }),
        ("the same, busy_timeout 0.1 s", DriverConfiguration.BestTransaction with { BusyTimeout = 100 }),
        ("connection of the pool for each write, busy_timeout 30 s, transaction", DriverConfiguration.AsUsed with { BusyTimeout = 30_000 }),
        ("connection kept, no busy_timeout, transaction", DriverConfiguration.BestTransaction with { BusyTimeout = 0 }),
    ];

    public string Name => RowName;

    public string Work => "80 threads, ways of using the driver";

    public RowResult Run(RowContext context)
    {
        var writes = Tried.Select(variant => new Series(variant.Name + "; 200 writes each")).ToArray();
        var window = Tried.Select(variant => new Series(variant.Name + "; in a window")).ToArray();
        for (var repetition = 0; repetition < context.Repetitions(5); repetition++)
        {
            for (var i = 0; i < Tried.Length; i++)
            {
                writes[i].Add(Run(context, Tried[i].Configuration, () => LoopPlan.OfWrites(context.Writes(200))));
                window[i].Add(Run(context, Tried[i].Configuration, () => LoopPlan.OfWindow(context.WarmUp / 4, context.Window / 2)));
            }
        }

        return new([], [.. writes.Concat(window).SelectMany(series => series.Figures())]);
    }

    private static LoopResult Run(RowContext context, DriverConfiguration configuration, Func<LoopPlan> plan) =>
        context.Measure.InProcess(path => new DriverPeer(path, configuration, Threads), Threads, plan, configuration.ToString());
}
