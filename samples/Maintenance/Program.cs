using Lockkeeper;
using Lockkeeper.Retention;
using Lockkeeper.Sqlite;

await using SharedDatabase db = SqliteDatabase.Open("visits.db");
await db.ExecuteAsync($"CREATE TABLE IF NOT EXISTS visit(at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, page TEXT NOT NULL)");
await db.ExecuteAsync($"INSERT INTO visit(at, page) VALUES ('2020-01-01 12:00:00', 'old'), ('2020-01-02 12:00:00', 'old'), (CURRENT_TIMESTAMP, 'new')");

#region backup
// A copy of this moment, checked and complete in itself, while writers go on.
BackupResult backup = await db.BackupAsync("visits-copy.db", new BackupOptions { Overwrite = true });
Console.WriteLine($"{backup.Bytes:N0} bytes, the state of {backup.SnapshotAt:u}");
#endregion

#region retention
// Rows older than 30 days go, 500 in a transaction, and other writers come through between them.
var policy = new RetentionPolicy { Rules = [new RetentionRule { Table = "visit", Column = "at", Age = TimeSpan.FromDays(30) }] };
foreach (RetentionProgress done in await policy.ApplyAsync(db)) Console.WriteLine($"{done.Rows} rows of {done.Rule.Table} are gone");
#endregion

await db.CheckpointAsync();
