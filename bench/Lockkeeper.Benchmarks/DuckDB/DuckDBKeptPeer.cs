using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>One connection on a file that stays open: each insert commits by itself. One worker, one process.</summary>
internal sealed class DuckDBKeptPeer(string path) : IPeer
{
    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) => Task.Factory.StartNew(
        () =>
        {
            using var instance = DuckDBInstance.Open(path);
            using var connection = instance.Connect();
            using var insert = new DuckDBInsert(connection);
            insert.Run(worker, 0);
            pace.AcknowledgeUnmeasured();
            pace.Begin(gate.Pass());
            for (long i = 1; pace.Continue(); i++)
            {
                insert.Run(worker, i);
                pace.Acknowledge();
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
