using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Processes;

namespace Lockkeeper.Benchmarks.Rows;

/// <summary>The driver's best: both of its strongest configurations are measured, and the better one is the peer.</summary>
internal sealed class DriverBest
{
    private const string Name = "driver's best";
    private readonly Series _transaction = new("driver's best, with a transaction");
    private readonly Series _statement = new("driver's best, by statement");

    public Series Strongest => Series.Strongest(Name, _transaction, _statement);

    public IEnumerable<Figure> Figures => _transaction.Figures().Concat(_statement.Figures());

    public void Add(Func<PeerKind, LoopResult> measure)
    {
        _transaction.Add(measure(PeerKind.DriverTransaction));
        _statement.Add(measure(PeerKind.DriverStatement));
    }

    public void Add(Func<PeerKind, GroupResult> measure)
    {
        _transaction.Add(measure(PeerKind.DriverTransaction));
        _statement.Add(measure(PeerKind.DriverStatement));
    }
}
