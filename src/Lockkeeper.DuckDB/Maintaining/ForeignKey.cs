namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>A foreign key of a table.</summary>
/// <param name="ReferencedTable">The table that it refers to, in the same schema.</param>
/// <param name="Columns">The columns that refer.</param>
/// <param name="ReferencedColumns">The columns that they refer to.</param>
internal sealed record ForeignKey(string ReferencedTable, IReadOnlyList<string> Columns, IReadOnlyList<string> ReferencedColumns)
{
    /// <summary>A condition: the row refers to none, or to one that is there.</summary>
    /// <param name="table">The table that is referred to, as SQL.</param>
    /// <param name="row">The row's name in the statement.</param>
    public string IsMet(string table, string row)
    {
        string refersToNone = string.Join(" OR ", Columns.Select(column => $"{row}.{CopyScript.Quote(column)} IS NULL"));
        string isReferredTo = string.Join(" AND ", Columns.Zip(ReferencedColumns, (column, referenced) => $"there.{CopyScript.Quote(referenced)} = {row}.{CopyScript.Quote(column)}"));
        return $"({refersToNone} OR EXISTS (SELECT 1 FROM {table} AS there WHERE {isReferredTo}))";
    }

    /// <summary>A condition: two rows of the table that is referred to are one.</summary>
    public string IsSameRow(string one, string other) => string.Join(
        " AND ", ReferencedColumns.Select(column => $"{one}.{CopyScript.Quote(column)} IS NOT DISTINCT FROM {other}.{CopyScript.Quote(column)}"));
}
