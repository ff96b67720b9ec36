// Several statements that belong together, with Dapper, and what to do when one fails.
using System.Data.Common;
using Dapper;
using Lockkeeper;
using Lockkeeper.Sqlite;

await using SharedDatabase db = SqliteDatabase.Open("accounts.db", new SqliteDatabaseOptions { Durability = Durability.Full });
await db.ExecuteAsync($"CREATE TABLE IF NOT EXISTS account(name TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0))");
await db.ExecuteAsync($"INSERT OR REPLACE INTO account(name, balance) VALUES ({"Ada"}, {100}), ({"Bob"}, {0})");

#region transaction
// One transaction: committed when the work returns, rolled back when it throws.
async Task<long> MoveAsync(string from, string to, int amount) => await db.WriteAsync(tx =>
{
    tx.Execute($"UPDATE account SET balance = balance - {amount} WHERE name = {from}");
    tx.Execute($"UPDATE account SET balance = balance + {amount} WHERE name = {to}");
    return tx.Connection.QuerySingle<long>("SELECT balance FROM account WHERE name = @from", new { from }, tx.Transaction);
});
#endregion

Console.WriteLine($"Ada has {await MoveAsync("Ada", "Bob", 30)} left.");

#region errors
try
{
    await MoveAsync("Ada", "Bob", 500);
}
catch (SharedDatabaseException error) when (error.IsTransient)
{
    // Nothing of it stands, and the same call may succeed later. The message names who held the file.
    Console.WriteLine(error.Message);
}
catch (DbException error)
{
    // SQLite refused it: here the CHECK constraint. Nothing of it stands, and others who wrote meanwhile noticed nothing.
    Console.WriteLine(error.Message);
}
#endregion

#region read
// One snapshot: both numbers are of the same moment, whatever is written meanwhile.
var (count, total) = await db.ReadAsync(connection => (
    connection.ExecuteScalar<long>("SELECT count(*) FROM account"),
    connection.ExecuteScalar<long>("SELECT sum(balance) FROM account")));
#endregion

Console.WriteLine($"{count} accounts hold {total}.");
return total == 100 ? 0 : 1;
