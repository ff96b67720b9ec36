using System.Data.Common;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>Parquet, which has its columns' names and types in it. Where the table's are others, the insertion converts the rows.</summary>
internal sealed class ParquetSource(InputFile file, ParquetLoadOptions options) : LoadSource(file, options)
{
    public override string Kind => "Parquet";

    private string Read => $"read_parquet({File.Sql}, hive_partitioning = false)";

    public override List<Column> Survey(DbConnection connection)
    {
        Extensions.Require(connection, "parquet");
        return Sql.Describe(connection, Read);
    }

    public override string From(IReadOnlyList<Column> columns) => Read;

    public override List<RejectedRow> FindBadRows(DbConnection connection, IReadOnlyList<Column> columns) =>
        BadRowSearch.Run(connection, Read, columns);
}
