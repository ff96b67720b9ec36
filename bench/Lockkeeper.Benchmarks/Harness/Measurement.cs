using Lockkeeper.Benchmarks.DuckDB;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Processes;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>One measurement: a fresh file, the work, the check that every acknowledged row is there, and no file left.</summary>
internal sealed class Measurement(string directory)
{
    private readonly HashSet<PeerOrder> _warm = [];
    private bool _bulkIsWarm;

    /// <summary>Where the files are made.</summary>
    public string Directory { get; } = directory;

    /// <summary>Rows a second of one bulk transaction.</summary>
    public double Bulk(int rows)
    {
        if (!_bulkIsWarm)
        {
            _bulkIsWarm = true;
            Bulk(rows / 2);
        }

        using var scratch = new ScratchDatabase(Directory);
        var perSecond = BulkTransaction.Measure(scratch.FilePath, rows);
        scratch.Verify(rows, "bulk");
        return perSecond;
    }

    /// <summary>Workers of this process; the first time, a shorter run goes before it, so that all is compiled.</summary>
    public LoopResult InProcess(PeerOrder order, long writes)
    {
        if (_warm.Add(order)) InProcess(order, Math.Max(writes / 4, 1));
        return InProcess(path => PeerFactory.Create(order, path), order.Workers, () => LoopPlan.OfWrites(writes), order.Kind.ToString(), ScratchFor(order));
    }

    /// <summary>Workers of this process in a window of time; the warm-up is in the plan.</summary>
    public LoopResult InProcess(PeerOrder order, TimeSpan warmUp, TimeSpan window) =>
        InProcess(path => PeerFactory.Create(order, path), order.Workers, () => LoopPlan.OfWindow(warmUp, window), order.Kind.ToString(), ScratchFor(order));

    /// <summary>Workers of this process on any peer, without a warm-up of its own.</summary>
    public LoopResult InProcess(Func<string, IPeer> open, int workers, Func<LoopPlan> plan, string name, IScratch? file = null)
    {
        using var scratch = file ?? new ScratchDatabase(Directory);
        var peer = open(scratch.FilePath);
        LoopResult result;
        try
        {
            result = ClosedLoop.Run(peer, workers, plan);
        }
        finally
        {
            peer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        scratch.Verify(result.Acknowledged, name);
        return result;
    }

    /// <summary>Workers of several processes in one window of time.</summary>
    public GroupResult Across(int processes, PeerOrder order, TimeSpan warmUp, TimeSpan window)
    {
        using var scratch = ScratchFor(order);
        var child = new ChildOrder(scratch.FilePath, order);
        var result = ChildGroup.Run([.. Enumerable.Repeat(child, processes)], warmUp, window);
        scratch.Verify(result.Acknowledged, order.Kind.ToString());
        return result;
    }

    public ScratchDatabase Scratch() => new(Directory);

    private IScratch ScratchFor(PeerOrder order) =>
        order.Kind is PeerKind.DuckDBExecute or PeerKind.DuckDBKept or PeerKind.DuckDBLockFile ? new ScratchDuckDB(Directory) : Scratch();
}
