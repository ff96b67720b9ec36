using Lockkeeper.Benchmarks.Peers;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>A fresh file in WAL mode for one measurement, counted and deleted after it.</summary>
internal sealed class ScratchDatabase : IScratch
{
    public ScratchDatabase(string directory)
    {
        FilePath = Path.Combine(directory, $"lockkeeper-bench-{Guid.NewGuid():N}.db");
        using var connection = Connect();
        connection.Execute("PRAGMA journal_mode=WAL");
        connection.Execute(Work.CreateTable);
    }

    public string FilePath { get; }

    /// <inheritdoc/>
    public void Verify(long acknowledged, string peer)
    {
        using var connection = Connect();
        var rows = (long)connection.Scalar("SELECT count(*) FROM topic_status_log")!;
        if (rows != acknowledged)
        {
            throw new InvalidOperationException($"{peer}: {acknowledged} writes were acknowledged, but {rows} rows are in the file.");
        }
    }

    public void Fill(int rows) => BulkTransaction.Insert(FilePath, rows);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var suffix in (string[])["", "-wal", "-shm", "-lockkeeper"]) File.Delete(FilePath + suffix);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }
}
