using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary><c>duckdb_result</c>: five fields that are no longer used, and DuckDB's own (https://duckdb.org/docs/stable/clients/c/query).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    private readonly ulong _columnCount;
    private readonly ulong _rowCount;
    private readonly ulong _rowsChanged;
    private readonly nint _columns;
    private readonly nint _error;
    private readonly nint _data;
}
