using Lockkeeper.Benchmarks.Harness;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>A fresh DuckDB file for one measurement, counted and deleted after it.</summary>
internal sealed class ScratchDuckDB : IScratch
{
    public ScratchDuckDB(string directory)
    {
        FilePath = Path.Combine(directory, $"lockkeeper-bench-{Guid.NewGuid():N}.duckdb");
        using var instance = DuckDBInstance.Open(FilePath);
        using var connection = instance.Connect();
        using var command = new DuckDBCommand(
            "CREATE TABLE topic_status_log(topic VARCHAR NOT NULL, status VARCHAR NOT NULL, worker INTEGER NOT NULL, \"at\" BIGINT NOT NULL)", connection);
        command.ExecuteNonQuery();
    }

    public string FilePath { get; }

    /// <inheritdoc/>
    public void Verify(long acknowledged, string peer)
    {
        using var instance = DuckDBInstance.Open(FilePath);
        using var connection = instance.Connect();
        using var command = new DuckDBCommand("SELECT count(*) FROM topic_status_log", connection);
        var rows = (long)command.ExecuteScalar()!;
        if (rows != acknowledged)
            throw new InvalidOperationException($"{peer}: {acknowledged} writes were acknowledged, but {rows} rows are in the file.");
    }

    public void Dispose()
    {
        foreach (var suffix in (string[])["", ".wal", "-lockkeeper", ".lock"]) File.Delete(FilePath + suffix);
    }
}
