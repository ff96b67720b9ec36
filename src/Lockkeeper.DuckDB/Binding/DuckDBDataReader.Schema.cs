using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB;

// The result's columns.
public sealed partial class DuckDBDataReader : IDbColumnSchemaGenerator
{
    /// <inheritdoc />
    public override string GetName(int ordinal) => _names[ordinal];

    /// <summary>Where the column of that name is: the first of exactly that name, or else the first but for upper and lower case.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    [SuppressMessage("Usage", "CA2201", Justification = "What ADO.NET's contract demands.")]
    [SuppressMessage("Design", "MA0012", Justification = "What ADO.NET's contract demands.")]
    public override int GetOrdinal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_ordinals is null)
        {
            _ordinals = new(StringComparer.Ordinal);
            for (var i = 0; i < _names.Length; i++)
            {
                _ordinals.TryAdd(_names[i], i);
            }
        }

        if (_ordinals.TryGetValue(name, out var ordinal))
        {
            return ordinal;
        }

        ordinal = Array.FindIndex(_names, each => each.Equals(name, StringComparison.OrdinalIgnoreCase));
        return ordinal >= 0 ? ordinal : throw new IndexOutOfRangeException($"The result has no column '{name}', but {string.Join(", ", _names)}.");
    }

    /// <summary>DuckDB's name of the column's type, such as <c>DECIMAL(18,3)</c>.</summary>
    public override string GetDataTypeName(int ordinal) => _columns[ordinal].Type.ToString();

    /// <summary>DuckDB's type of the column.</summary>
    public DuckDBType GetDuckDBType(int ordinal) => _columns[ordinal].Type.Kind;

    /// <summary>The type of what <see cref="GetValue"/> returns.</summary>
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    [UnconditionalSuppressMessage("Trimming", "IL2073", Justification = "The types are the runtime's, and nothing here looks into them.")]
    public override Type GetFieldType(int ordinal) => _columns[ordinal].Type.ClrType;

    /// <inheritdoc />
    public ReadOnlyCollection<DbColumn> GetColumnSchema() =>
        new([.. _columns.Select((column, i) => new DuckDBColumn(_names[i], i, column.Type))]);

    /// <summary>
    /// The columns' names, ordinals and types. DuckDB does not say what table a result's column comes from, nor whether it may be <c>NULL</c>.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2111", Justification = "A column of types is filled with the runtime's own, which nothing looks into.")]
    public override DataTable? GetSchemaTable()
    {
        if (FieldCount == 0)
        {
            return null;
        }

        var table = new DataTable("SchemaTable") { Locale = System.Globalization.CultureInfo.InvariantCulture };
        table.Columns.Add(SchemaTableColumn.ColumnName, typeof(string));
        table.Columns.Add(SchemaTableColumn.ColumnOrdinal, typeof(int));
        table.Columns.Add(SchemaTableColumn.ColumnSize, typeof(int));
        table.Columns.Add(SchemaTableColumn.NumericPrecision, typeof(short));
        table.Columns.Add(SchemaTableColumn.NumericScale, typeof(short));
        table.Columns.Add(SchemaTableColumn.DataType, typeof(Type));
        table.Columns.Add(SchemaTableColumn.ProviderType, typeof(int));
        table.Columns.Add(SchemaTableColumn.IsLong, typeof(bool));
        table.Columns.Add(SchemaTableColumn.AllowDBNull, typeof(bool));
        table.Columns.Add("DataTypeName", typeof(string));
        for (var i = 0; i < FieldCount; i++)
        {
            var type = _columns[i].Type;
            var isDecimal = type.Kind == DuckDBType.Decimal;
            table.Rows.Add(
                _names[i], i, -1, isDecimal ? (short)type.Width : DBNull.Value, isDecimal ? (short)type.Scale : DBNull.Value, type.ClrType,
                (int)type.Kind, false, true, type.ToString());
        }

        return table;
    }
}
