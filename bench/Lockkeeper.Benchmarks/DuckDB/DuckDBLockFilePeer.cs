using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>
/// What pipelines do by hand: an exclusive lock on a file beside the database around open, insert and close. The lock is
/// waited for in the kernel: better than those that are polled.
/// </summary>
internal sealed class DuckDBLockFilePeer(string path) : IPeer
{
    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) => Task.Factory.StartNew(
        () =>
        {
            using var file = new LockFile(path + ".lock");
            Write(file, worker, 0);
            pace.AcknowledgeUnmeasured();
            pace.Begin(gate.Pass());
            for (long i = 1; pace.Continue(); i++)
            {
                Write(file, worker, i);
                pace.Acknowledge();
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(LockFile file, int worker, long i)
    {
        file.Enter();
        try
        {
            using var instance = DuckDBInstance.Open(path);
            using var connection = instance.Connect();
            using var insert = new DuckDBInsert(connection);
            insert.Run(worker, i);
        }
        finally
        {
            file.Exit();
        }
    }
}
