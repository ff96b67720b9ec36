using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>
/// Chunks and vectors (https://duckdb.org/docs/stable/clients/c/data_chunk, https://duckdb.org/docs/stable/clients/c/vector). The
/// calls return soon and call nothing back, so those that are made once a vector skip the runtime's transition.
/// </summary>
internal static unsafe partial class ChunkCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_vector_size")]
    public static partial ulong VectorSize();

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_data_chunk")]
    public static partial nint Create(nint* types, ulong columns);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void Destroy(ref nint chunk);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_data_chunk_reset")]
    public static partial void Reset(nint chunk);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong Size(nint chunk);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetSize(nint chunk, ulong rows);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint Vector(nint chunk, ulong column);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_vector_get_data")]
    public static partial byte* Data(nint vector);

    /// <summary>One bit a row, set where there is a value, or 0 where no row is <c>NULL</c>.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* Validity(nint vector);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    /// <summary>Does not check that the bytes are UTF-8.</summary>
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    public static partial void AssignString(nint vector, ulong row, byte* text, ulong length);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_list_vector_get_child")]
    public static partial nint ListChild(nint vector);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_array_vector_get_child")]
    public static partial nint ArrayChild(nint vector);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_struct_vector_get_child")]
    public static partial nint StructChild(nint vector, ulong index);
}
