using System.Data.Common;

namespace Lockkeeper.DuckDB.Values;

/// <summary>What is known of a result's column.</summary>
internal sealed class DuckDBColumn : DbColumn
{
    public DuckDBColumn(string name, int ordinal, ColumnType type)
    {
        ColumnName = name;
        ColumnOrdinal = ordinal;
        DataType = type.ClrType;
        DataTypeName = type.ToString();
        AllowDBNull = true;
        NumericPrecision = type.Kind == DuckDBType.Decimal ? type.Width : null;
        NumericScale = type.Kind == DuckDBType.Decimal ? type.Scale : null;
    }
}
