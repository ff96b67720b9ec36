using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Values on their own (https://duckdb.org/docs/stable/clients/c/value), to be destroyed each.</summary>
internal static unsafe partial class ValueCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_value")]
    public static partial void Destroy(ref nint value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_uuid")]
    public static partial nint Uuid(NativeUHugeInt value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_time_tz_value")]
    public static partial nint TimeTz(ulong bits);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_bit")]
    public static partial nint Bit(NativeBit value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_bignum")]
    public static partial nint BigNum(NativeBigNum value);
}
