using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>Reads a value of a row as the driver's <c>GetValue</c> does.</summary>
internal static class ColumnValue
{
    // https://sqlite.org/c3ref/c_blob.html
    private const int Integer = 1;
    private const int Float = 2;
    private const int Text = 3;
    private const int Blob = 4;

    /// <summary>The first column of the row that the statement stands on.</summary>
    public static object First(sqlite3_stmt statement) => raw.sqlite3_column_type(statement, 0) switch
    {
        Integer => raw.sqlite3_column_int64(statement, 0),
        Float => raw.sqlite3_column_double(statement, 0),
        Text => raw.sqlite3_column_text(statement, 0).utf8_to_string(),
        Blob => raw.sqlite3_column_blob(statement, 0).ToArray(),
        _ => DBNull.Value,
    };
}
