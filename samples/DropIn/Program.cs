// Code that people already have, before and after: plain ADO.NET and Dapper, many threads on one file.
using System.Data.Common;
using Dapper;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

using (var db = Open()) db.Execute("PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS visit(id INTEGER PRIMARY KEY, page TEXT NOT NULL); DELETE FROM visit");
Before();
await Parallel.ForAsync(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 80 }, async (number, stop) => await LogVisitAsync($"/page/{number % 10}", stop));
using (var db = Open()) Console.WriteLine($"{db.ExecuteScalar<long>("SELECT count(*) FROM visit")} visits are logged.");

static void Before()
{
    #region before
    using var connection = new SqliteConnection("Data Source=visits.db");
    #endregion
    connection.Open();
    connection.Execute("INSERT INTO visit(page) VALUES ('/')");
}

static DbConnection Open()
{
    #region after
    var connection = new SharedSqliteConnection("Data Source=visits.db");
    #endregion
    connection.Open();
    return connection;
}

#region dapper
static async Task LogVisitAsync(string page, CancellationToken stop)
{
    await using var connection = new SharedSqliteConnection("Data Source=visits.db");
    await connection.OpenAsync(stop);
    await connection.ExecuteAsync(new CommandDefinition("INSERT INTO visit(page) VALUES (@page)", new { page }, cancellationToken: stop));
}
#endregion
