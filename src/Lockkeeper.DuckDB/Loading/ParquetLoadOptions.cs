namespace Lockkeeper.DuckDB;

/// <summary>How a Parquet file is loaded. It says itself which columns it has and of which types.</summary>
public sealed class ParquetLoadOptions : LoadOptions;
