using System.Globalization;
using Lockkeeper.Cli.Stress.Processes;

namespace Lockkeeper.Cli.Stress.Verification;

/// <summary>
/// What the workers said they did, against which the rows are held: each acknowledged write has one row, a failed one has
/// none, and each worker's rows stand in the order in which it wrote them.
/// </summary>
/// <remarks>It is told of all rows in the order in which they were inserted, and needs no memory for them.</remarks>
internal sealed class WriteLedger
{
    private readonly Deal _deal;
    private readonly IReadOnlyList<WorkerReport?> _reports;
    private readonly long[] _next;
    private readonly HashSet<long> _failed;
    private readonly HashSet<long> _unknown;
    private long _rows;
    private long _faults;
    private string? _firstFault;

    /// <param name="deal">The work.</param>
    /// <param name="reports">What each process reported; <see langword="null"/> for one that died, of which any write may stand.</param>
    public WriteLedger(Deal deal, IReadOnlyList<WorkerReport?> reports)
    {
        _deal = deal;
        _reports = reports;
        _next = new long[deal.Workers];
        _failed = [.. reports.SelectMany(report => report?.Failed ?? [])];
        _unknown = [.. reports.SelectMany(report => report?.Unknown ?? [])];
    }

    /// <summary>Takes one row.</summary>
    /// <returns>The item that it stands for, or -1 where there is no such item.</returns>
    public long Row(int worker, long sequence)
    {
        _rows++;
        if (worker < 0 || worker >= _deal.Workers || sequence < 0 || sequence >= _deal.ItemsOf(worker))
        {
            Fault(worker, sequence, "was never to be made");
            return -1;
        }

        if (sequence < _next[worker])
        {
            Fault(worker, sequence, "stands twice or after a later one");
        }
        else
        {
            Skip(worker, sequence);
            _next[worker] = sequence + 1;
        }

        long item = _deal.Item(worker, sequence);
        if (_failed.Contains(item) || sequence >= Begun(worker)) Fault(worker, sequence, "stands, though it was not acknowledged");
        return item;
    }

    /// <summary>Notes that the row just taken says something else than was to be written.</summary>
    public void Differs(int worker, long sequence) => Fault(worker, sequence, "says something else than was written");

    /// <summary>Ends the rows.</summary>
    /// <param name="table">Their table, for the text.</param>
    public Check Finish(string table)
    {
        for (int worker = 0; worker < _deal.Workers; worker++) Skip(worker, _deal.ItemsOf(worker));
        return _firstFault is null
            ? new Check(true, string.Create(CultureInfo.InvariantCulture, $"{table}: {_rows:N0} rows, each write once, as written and in order"))
            : new Check(false, string.Create(CultureInfo.InvariantCulture, $"{table}: {_faults:N0} faults in {_rows:N0} rows; {_firstFault}"));
    }

    /// <summary>Passes over what has no row, up to <paramref name="end"/>.</summary>
    private void Skip(int worker, long end)
    {
        if (IsDead(worker)) return;
        long acknowledgedEnd = Math.Min(end, Begun(worker));
        for (long sequence = _next[worker]; sequence < acknowledgedEnd; sequence++)
        {
            long item = _deal.Item(worker, sequence);
            if (!_failed.Contains(item) && !_unknown.Contains(item)) Fault(worker, sequence, "was acknowledged and is not there");
        }
    }

    private bool IsDead(int worker) => _reports[worker / _deal.WorkersPerProcess] is null;

    private long Begun(int worker) =>
        _reports[worker / _deal.WorkersPerProcess]?.Begun[worker % _deal.WorkersPerProcess] ?? _deal.ItemsOf(worker);

    private void Fault(int worker, long sequence, string what)
    {
        _faults++;
        _firstFault ??= string.Create(CultureInfo.InvariantCulture, $"worker {worker}'s write {sequence} {what}");
    }
}
