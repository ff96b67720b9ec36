using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Processes;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>What an open database and a long queue take, each in a process of its own.</summary>
internal sealed class MemoryRow : IRow
{
    private const double Megabyte = 1 << 20;

    public string Name => "memory";

    public string Work => "memory";

    public RowResult Run(RowContext context)
    {
        List<double> over = [], plain = [], queued = [];
        for (var i = 0; i < context.Repetitions(5); i++)
        {
            var connection = Probe(context, MemoryUse.PlainConnection);
            var database = Probe(context, MemoryUse.OpenDatabase);
            plain.Add(connection.ResidentBytes / Megabyte);
            over.Add((database.ResidentBytes - connection.ResidentBytes) / Megabyte);
            if (i < 3) queued.Add(Probe(context, MemoryUse.QueuedWrites).ManagedBytes / Megabyte);
        }

        return new(
            [
                Claim.NoMore("open database, over one plain connection", Unit.Megabytes, 10, over),
                Claim.NoMore("100,000 queued writes", Unit.Megabytes, 64, queued),
            ],
            [new("one plain connection", "resident memory of its process", Statistics.Summarize(plain), Unit.Megabytes)]);
    }

    private static ChildReport Probe(RowContext context, MemoryUse use)
    {
        using var scratch = context.Measure.Scratch();
        var report = ChildGroup.RunAlone(new(scratch.FilePath, Memory: use));
        if (report.Acknowledged > 0) scratch.Verify(report.Acknowledged, use.ToString());
        return report;
    }
}
