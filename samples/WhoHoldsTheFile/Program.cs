// Which processes have the file open, who holds the turn and who waits: seen from inside one of them.
using Lockkeeper;
using Lockkeeper.Sqlite;

await using SharedDatabase db = SqliteDatabase.Open("visits.db");
await db.ExecuteAsync($"CREATE TABLE IF NOT EXISTS visit(path TEXT NOT NULL)");

using var inside = new SemaphoreSlim(0);
using var seen = new SemaphoreSlim(0);
Task slow = db.WriteAsync(
    async tx =>
    {
        tx.Execute($"INSERT INTO visit(path) VALUES ({"/slow"})");
        inside.Release();
        await seen.WaitAsync();
    },
    operation: "SlowImport");
await inside.WaitAsync();
ValueTask<int> waiting = db.ExecuteAsync($"INSERT INTO visit(path) VALUES ({"/quick"})");

// Each process shows what it does every 50 ms.
await Task.Delay(TimeSpan.FromMilliseconds(200));

#region status
var status = db.GetStatus();
foreach (var process in status.Processes)
{
    Console.WriteLine(
        $"{process.ProcessName} {process.ProcessId}: {process.State} {process.Operation}, {process.QueueLength} writes queued, "
        + $"{process.Counters.Writes} done");
}

Console.WriteLine(status.Holder is { } holder ? $"{holder.Operation} holds the turn since {holder.Since:T}." : "Nobody holds the turn.");
#endregion

seen.Release();
await slow;
await waiting;
return status.Holder?.Operation == "SlowImport" ? 0 : 1;
