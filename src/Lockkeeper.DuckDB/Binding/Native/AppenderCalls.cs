using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>The appender (https://duckdb.org/docs/stable/clients/c/appender).</summary>
internal static partial class AppenderCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_create_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Create(ConnectionHandle connection, string? catalog, string? schema, string table, out nint appender);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_column_count")]
    public static partial ulong ColumnCount(AppenderHandle appender);

    /// <summary>To be destroyed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_column_type")]
    public static partial nint ColumnType(AppenderHandle appender, ulong column);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_append_data_chunk")]
    public static partial int Append(AppenderHandle appender, nint chunk);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_append_default_to_chunk")]
    public static partial int AppendDefault(AppenderHandle appender, nint chunk, ulong column, ulong row);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_flush")]
    public static partial int Flush(AppenderHandle appender);

    /// <summary>Drops what is not flushed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_clear")]
    public static partial int Clear(nint appender);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_destroy")]
    public static partial int Destroy(ref nint appender);

    /// <summary>The last error, to be destroyed.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_appender_error_data")]
    public static partial nint ErrorData(nint appender);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_error_data_error_type")]
    public static partial int ErrorType(nint error);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_error_data_message")]
    public static partial nint ErrorMessage(nint error);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_error_data")]
    public static partial void DestroyError(ref nint error);
}
