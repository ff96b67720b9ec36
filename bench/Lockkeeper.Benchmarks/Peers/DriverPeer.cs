using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Microsoft.Data.Sqlite with a thread for each worker: its calls block.</summary>
internal sealed class DriverPeer : IPeer
{
    private readonly DriverConfiguration _configuration;
    private readonly string _connectionString;

    public DriverPeer(string path, DriverConfiguration configuration, int workers)
    {
        _configuration = configuration;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = !configuration.KeepConnection }.ToString();
        if (!configuration.KeepConnection) FillPool(workers);
    }

    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) =>
        Task.Factory.StartNew(() => RunWorker(worker, gate, pace), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return _configuration.Shared ? SharedSqliteConnection.CloseDatabaseAsync(_connectionString) : ValueTask.CompletedTask;
    }

    /// <summary>
    /// Opens all connections that the pool will need, one after the other. The pool of version 6 may hand one native
    /// connection to two threads when several open new ones at once; a run with a full pool never opens any.
    /// </summary>
    private void FillPool(int workers)
    {
        var connections = Enumerable.Range(0, workers).Select(_ => new SqliteConnection(_connectionString)).ToList();
        connections.ForEach(connection => connection.Open());
        connections.ForEach(connection => connection.Dispose());
    }

    private void RunWorker(int worker, StartGate gate, Pace pace)
    {
        using var kept = _configuration.KeepConnection ? new DriverSession(_connectionString, _configuration) : null;
        Write(kept, worker, 0);
        pace.AcknowledgeUnmeasured();
        pace.Begin(gate.Pass());
        for (long i = 1; pace.Continue(); i++)
        {
            Write(kept, worker, i);
            pace.Acknowledge();
        }
    }

    private void Write(DriverSession? kept, int worker, long i)
    {
        if (kept is not null)
        {
            kept.Write(worker, i);
            return;
        }

        using var session = new DriverSession(_connectionString, _configuration);
        session.Write(worker, i);
    }
}
