using Lockkeeper.DuckDB;

namespace Lockkeeper.Cli.Doctor.Reading;

/// <summary>How much of a DuckDB file is used (https://duckdb.org/docs/stable/configuration/pragmas#database-size).</summary>
/// <param name="Size">Bytes of a block.</param>
/// <param name="Total">Blocks of the file.</param>
/// <param name="Free">Blocks of them that hold nothing.</param>
internal sealed record BlockUse(long Size, long Total, long Free)
{
    /// <summary>Asks.</summary>
    public static BlockUse Read(DuckDBConnection connection)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SELECT block_size, total_blocks, free_blocks FROM pragma_database_size() WHERE database_name = current_database()";
        using DuckDBDataReader reader = command.ExecuteReader();
        reader.Read();
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
