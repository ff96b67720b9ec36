// The shortest program that uses the library; the README shows it. Start it several times at once.
#region hello
using Lockkeeper;
using Lockkeeper.Sqlite;

await using SharedDatabase db = SqliteDatabase.Open("topics.db");
await db.ExecuteAsync($"CREATE TABLE IF NOT EXISTS topic_status(topic TEXT PRIMARY KEY, status TEXT NOT NULL)");

// Eighty at a time, in as many processes as you like: each write waits its fair turn, and many share one commit.
await Parallel.ForAsync(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 80 }, async (number, stop) =>
{
    string topic = $"topic {number % 400}";
    await db.ExecuteAsync($"INSERT OR REPLACE INTO topic_status(topic, status) VALUES ({topic}, {"done"})", stop);
});

object? topics = await db.ReadAsync(connection =>
{
    using var count = connection.CreateCommand();
    count.CommandText = "SELECT count(*) FROM topic_status WHERE status = 'done'";
    return count.ExecuteScalar();
});
Console.WriteLine($"{topics} topics are done.");
#endregion
