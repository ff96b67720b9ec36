using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.DuckDB;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>Lockkeeper, with a task for each worker, that awaits each write. All options as they come.</summary>
internal sealed class LockkeeperPeer(SharedDatabase database, PeerOrder order) : IPeer
{
    public static LockkeeperPeer Open(string path, PeerOrder order) =>
        new(SqliteDatabase.Open(path, new SqliteDatabaseOptions { Durability = order.Durability }), order);

    public static LockkeeperPeer OpenDuckDB(string path, PeerOrder order) => new(DuckDBDatabase.Open(path), order);

    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) => Task.Run(async () =>
    {
        await WriteAsync(worker, 0);
        pace.AcknowledgeUnmeasured();
        pace.Begin(await gate.PassAsync());
        for (long i = 1; pace.Continue(); i++)
        {
            await WriteAsync(worker, i);
            pace.Acknowledge();
        }
    });

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async ValueTask WriteAsync(int worker, long i)
    {
        if (order.Kind != PeerKind.Command)
        {
            await database.ExecuteAsync(
                $"INSERT INTO topic_status_log(topic, status, worker, \"at\") VALUES ({Work.Topic(i)}, {Work.Status(i)}, {worker}, {Work.At(i)})");
        }
        else
        {
            await database.WriteAsync(transaction => Insert(transaction, worker, i));
        }
    }

    /// <summary>A command as a caller's own code has it: made, filled, run and disposed for each write.</summary>
    private int Insert(WriteTransaction transaction, int worker, long i)
    {
        using var command = transaction.Connection.CreateCommand();
        command.CommandText = Work.Insert;
        command.AddParameter("$1", Work.Topic(i));
        command.AddParameter("$2", Work.Status(i));
        command.AddParameter("$3", worker);
        command.AddParameter("$4", Work.At(i));
        var changed = command.ExecuteNonQuery();
        Work.Hold(order.Hold);
        return changed;
    }
}
