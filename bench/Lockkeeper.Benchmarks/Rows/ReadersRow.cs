using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>
/// Sixteen readers, first alone, then while the same process writes as fast as it can.
/// An error of any of them ends the measurement.
/// </summary>
internal sealed class ReadersRow : IRow
{
    private const int Rows = 100_000;
    private const int Readers = 16;

    public string Name => "readers";

    public string Work => "16 readers while a writer saturates, ReadAsync";

    public RowResult Run(RowContext context)
    {
        List<double> quiet = [], busy = [], quietReads = [], busyReads = [], writes = [];
        Read(context, writing: false, TimeSpan.Zero);
        for (var i = 0; i < context.Repetitions(3); i++)
        {
            var (reads, _) = Read(context, writing: false, context.Window);
            quiet.Add(reads.Waits.QuantileMilliseconds(0.99));
            quietReads.Add(reads.PerSecond);

            (reads, var perSecond) = Read(context, writing: true, context.Window);
            busy.Add(reads.Waits.QuantileMilliseconds(0.99));
            busyReads.Add(reads.PerSecond);
            writes.Add(perSecond);
        }

        return new(
            [Claim.AtMostTimes("p99 of a read", Unit.Milliseconds, 3, busy, "the same without the writer", quiet)],
            [
                new("Lockkeeper, without the writer", "reads/s", Statistics.Summarize(quietReads), Unit.PerSecond),
                new("Lockkeeper, with the writer", "reads/s", Statistics.Summarize(busyReads), Unit.PerSecond),
                new("Lockkeeper, with the readers", "writes/s", Statistics.Summarize(writes), Unit.PerSecond),
            ]);
    }

    private static (LoopResult Reads, double WritesPerSecond) Read(RowContext context, bool writing, TimeSpan window)
    {
        using var scratch = context.Measure.Scratch();
        scratch.Fill(Rows);
        return ReadAsync(scratch, writing, window == TimeSpan.Zero ? TimeSpan.FromSeconds(0.5) : window).GetAwaiter().GetResult();
    }

    private static async Task<(LoopResult Reads, double WritesPerSecond)> ReadAsync(ScratchDatabase scratch, bool writing, TimeSpan window)
    {
        await using var database = SqliteDatabase.Open(scratch.FilePath);
        await using var readers = new LockkeeperReaders(database, Rows);
        await using var writer = new SaturatingWriter(database);

        var plan = LoopPlan.OfWindow(TimeSpan.FromSeconds(0.5), window);
        var write = writing ? Task.Run(() => ClosedLoop.Run(writer, 1, () => plan)) : null;
        var reads = await Task.Run(() => ClosedLoop.Run(readers, Readers, () => plan));
        if (write is null) return (reads, 0);

        var written = await write;
        scratch.Verify(Rows + written.Acknowledged, "writer beside readers");
        return (reads, written.PerSecond);
    }
}
