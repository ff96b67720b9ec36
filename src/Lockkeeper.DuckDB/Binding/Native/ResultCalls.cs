using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Results (https://duckdb.org/docs/stable/clients/c/query). A result that failed has to be destroyed as well.</summary>
internal static unsafe partial class ResultCalls
{
    /// <summary><c>DUCKDB_RESULT_TYPE_CHANGED_ROWS</c>.</summary>
    public const int ChangedRows = 1;

    /// <summary><c>DUCKDB_RESULT_TYPE_QUERY_RESULT</c>.</summary>
    public const int QueryResult = 3;

    /// <summary><c>DUCKDB_STATEMENT_TYPE_INSERT</c>.</summary>
    public const int Insert = 2;

    /// <summary><c>DUCKDB_STATEMENT_TYPE_UPDATE</c>.</summary>
    public const int Update = 3;

    /// <summary><c>DUCKDB_STATEMENT_TYPE_DELETE</c>.</summary>
    public const int Delete = 5;

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_result")]
    public static partial void Destroy(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_result_error")]
    public static partial nint Error(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_result_error_type")]
    public static partial int ErrorType(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_result_return_type")]
    public static partial int ReturnType(NativeResult result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_rows_changed")]
    public static partial ulong RowsChanged(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_result_statement_type")]
    public static partial int StatementType(NativeResult result);

    /// <summary>How many rows a result has that is not streamed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_row_count")]
    public static partial ulong RowCount(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_column_count")]
    public static partial ulong ColumnCount(NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_column_name")]
    public static partial nint ColumnName(NativeResult* result, ulong column);

    /// <summary>To be destroyed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_column_logical_type")]
    public static partial nint ColumnType(NativeResult* result, ulong column);

    /// <summary>The next chunk, to be destroyed, or 0 at the end or on an error.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(NativeResult result);
}
