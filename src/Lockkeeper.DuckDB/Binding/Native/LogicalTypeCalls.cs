using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Logical types (https://duckdb.org/docs/stable/clients/c/types). Types and names that are returned belong to the caller.</summary>
internal static partial class LogicalTypeCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void Destroy(ref nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint Create(int id);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_get_type_id")]
    public static partial int Id(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_decimal_width")]
    public static partial byte DecimalWidth(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_decimal_scale")]
    public static partial byte DecimalScale(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_decimal_internal_type")]
    public static partial int DecimalInternalType(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_enum_internal_type")]
    public static partial int EnumInternalType(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_enum_dictionary_size")]
    public static partial uint EnumSize(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_enum_dictionary_value")]
    public static partial nint EnumValue(nint type, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_list_type_child_type")]
    public static partial nint ListChild(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_array_type_child_type")]
    public static partial nint ArrayChild(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_array_type_array_size")]
    public static partial ulong ArraySize(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_map_type_key_type")]
    public static partial nint MapKey(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_map_type_value_type")]
    public static partial nint MapValue(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_struct_type_child_count")]
    public static partial ulong StructCount(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_struct_type_child_name")]
    public static partial nint StructName(nint type, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_struct_type_child_type")]
    public static partial nint StructChild(nint type, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_union_type_member_count")]
    public static partial ulong UnionCount(nint type);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_union_type_member_name")]
    public static partial nint UnionName(nint type, ulong index);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_union_type_member_type")]
    public static partial nint UnionChild(nint type, ulong index);
}
