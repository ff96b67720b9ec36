using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Statements: taken apart, prepared, run (https://duckdb.org/docs/stable/clients/c/prepared).</summary>
internal static unsafe partial class StatementCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_extract_statements", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ulong Extract(ConnectionHandle connection, string sql, out nint statements);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_extract_statements_error")]
    public static partial nint ExtractError(nint statements);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_extracted")]
    public static partial void DestroyExtracted(ref nint statements);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_prepare_extracted_statement")]
    public static partial int PrepareExtracted(ConnectionHandle connection, ExtractedHandle statements, ulong index, out nint statement);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(nint statement);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_nparams")]
    public static partial ulong ParameterCount(StatementHandle statement);

    /// <summary>From 1 on. To be freed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_parameter_name")]
    public static partial nint ParameterName(StatementHandle statement, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_execute_prepared")]
    public static partial int Execute(StatementHandle statement, NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(StatementHandle statement, NativeResult* result);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Query(ConnectionHandle connection, string sql, NativeResult* result);
}
