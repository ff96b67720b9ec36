using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>The insert of all peers, prepared on one connection.</summary>
internal sealed class DuckDBInsert : IDisposable
{
    private readonly DuckDBCommand _command;

    public DuckDBInsert(DuckDBConnection connection)
    {
        _command = new DuckDBCommand(Work.Insert, connection);
        for (var i = 0; i < 4; i++) _command.Parameters.Add(new DuckDBParameter(null));
    }

    public void Run(int worker, long i)
    {
        var values = _command.Parameters;
        (values[0].Value, values[1].Value, values[2].Value, values[3].Value) = (Work.Topic(i), Work.Status(i), worker, Work.At(i));
        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
