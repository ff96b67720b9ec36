using System.Data.Common;
using Lockkeeper.Benchmarks.Harness;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>
/// Readers of an open database, each awaiting each read: one row by its key and, in the same snapshot, a small sum over
/// the hundred rows before it. Between two reads each pauses for 1 to 5 ms; the pause is not part of the read. Without it
/// sixteen endless loops on a few processors would measure the scheduler's slices and not the reads.
/// </summary>
internal sealed class LockkeeperReaders(SharedDatabase database, int rows) : IPeer
{
    private const string ByKey = "SELECT topic, status, worker, at FROM topic_status_log WHERE id = $id";
    private const string Recent = "SELECT count(*), max(at) FROM topic_status_log WHERE id > $id - 100 AND id <= $id AND status = 'done'";

    public Task RunWorkerAsync(int worker, StartGate gate, Pace pace) => Task.Run(async () =>
    {
        var random = new Random(worker);
        await ReadAsync(random);
        pace.Begin(await gate.PassAsync());
        while (pace.Continue())
        {
            await ReadAsync(random);
            pace.Acknowledge();
            await Task.Delay(random.Next(1, 6));
            pace.Resume();
        }
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<long> ReadAsync(Random random)
    {
        var id = (long)random.Next(100, rows);
        return database.ReadAsync(connection => Row(connection, id) + Row(connection, id, Recent));
    }

    private static long Row(DbConnection connection, long id, string sql = ByKey)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.AddParameter("$id", id);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidOperationException($"Row {id} is missing.");
        return reader.GetInt64(reader.FieldCount - 1);
    }
}
