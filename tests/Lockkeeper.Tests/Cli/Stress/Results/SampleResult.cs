using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Results;

/// <summary>A result as a run may give it.</summary>
internal static class SampleResult
{
    public static StressResult Create()
    {
        var waits = new LatencyHistogram();
        for (int i = 1; i <= 200_000; i++) waits.Record(i * 100);
        return new StressResult
        {
            Strategy = SqliteLab.Instance.Strategy("lockkeeper"),
            Workload = "visits",
            Source = "from access.log (100,000 requests)",
            Deal = new Deal(2, 20, 200_000),
            Durability = Durability.Full,
            EngineVersion = "3.40.1",
            InputFaults = new InputFaults(3, 17),
            Processes = [new ProcessResult(1, 100_000, 0.9, waits, 0, 0), new ProcessResult(2, 100_000, 0.8, waits, 2, 0)],
            Waits = waits,
            Fairness = 0.99996,
            Begun = 200_000,
            Transactions = 1_600,
            WalBytes = 4_120_032,
            Checks = [new Check(true, "ip_log: 200,000 rows, each write once, as written and in order"), new Check(true, "integrity_check: ok")],
            Troubles = [],
            Warnings = [],
        };
    }
}
