namespace Lockkeeper.TestProcess.Faults;

/// <summary>
/// The tables of the rig and the ways to write a row. <c>entry</c> has no unique key but its row's number, so that a write that
/// stands twice shows. A row of <c>kind</c> 1 has a twin in <c>mirror</c> and is counted in <c>total</c>, all in one transaction.
/// </summary>
internal static class Entries
{
    public const int Ways = 4;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS entry(n INTEGER PRIMARY KEY AUTOINCREMENT, worker INTEGER, sequence INTEGER, kind INTEGER, payload BLOB);
        CREATE TABLE IF NOT EXISTS mirror(worker INTEGER, sequence INTEGER);
        CREATE TABLE IF NOT EXISTS total(id INTEGER PRIMARY KEY, n INTEGER);
        INSERT OR IGNORE INTO total VALUES (1, 0);
        """;

    /// <summary>The same in DuckDB, which counts with a sequence.</summary>
    private const string DuckDBSchema = """
        CREATE SEQUENCE IF NOT EXISTS entry_n;
        CREATE TABLE IF NOT EXISTS entry(n BIGINT DEFAULT nextval('entry_n'), worker BIGINT, sequence BIGINT, kind BIGINT, payload BLOB);
        CREATE TABLE IF NOT EXISTS mirror(worker BIGINT, sequence BIGINT);
        CREATE TABLE IF NOT EXISTS total(id BIGINT PRIMARY KEY, n BIGINT);
        INSERT OR IGNORE INTO total VALUES (1, 0);
        """;

    /// <summary>Which engine a file is for: its name says.</summary>
    public static bool IsDuckDB(string path) => path.EndsWith(".duckdb", StringComparison.Ordinal);

    public static Task CreateAsync(SharedDatabase db) => db.WriteAsync(tx =>
    {
        using var command = tx.Connection.CreateCommand();
        command.Transaction = tx.Transaction;
        command.CommandText = IsDuckDB(db.DatabasePath) ? DuckDBSchema : Schema;
        command.ExecuteNonQuery();
    });

    /// <summary>Writes one entry in one of the ways that a program may. <paramref name="pass"/> is told the places on the way.</summary>
    public static Task WriteAsync(
        SharedDatabase db, int way, long worker, long sequence, byte[] payload, Action<string> pass, CancellationToken cancel = default) => way switch
        {
            0 => db.ExecuteAsync(
                $"INSERT INTO entry(worker, sequence, kind, payload) VALUES ({worker}, {sequence}, 0, {payload})", cancel).AsTask(),
            1 => db.WriteAsync(tx => Write(tx, worker, sequence, payload, pass), cancel),
            2 => db.WriteAsync(
                async tx =>
                {
                    await Task.Yield();
                    Write(tx, worker, sequence, payload, pass);
                },
                cancel),
            _ => db.WriteAsync(tx => Write(tx, worker, sequence, payload, pass), cancel, new WriteOptions { Batch = false }),
        };

    /// <summary>What the counter and its rows differ by: nothing, in any snapshot.</summary>
    public static long Difference(System.Data.Common.DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT n FROM total) - (SELECT count(*) FROM mirror)";
        return (long)command.ExecuteScalar()!;
    }

    private static void Write(WriteTransaction tx, long worker, long sequence, byte[] payload, Action<string> pass)
    {
        pass("inside");
        tx.Execute($"INSERT INTO entry(worker, sequence, kind, payload) VALUES ({worker}, {sequence}, 1, {payload})");
        tx.Execute($"INSERT INTO mirror VALUES ({worker}, {sequence})");
        tx.Execute($"UPDATE total SET n = n + 1");
        pass("commit");
    }
}
