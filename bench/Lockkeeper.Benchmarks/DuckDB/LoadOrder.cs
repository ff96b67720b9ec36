namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>What one process loads: CSV files, one after the other, each into the table that has its name.</summary>
internal sealed record LoadOrder(IReadOnlyList<string> Files);
