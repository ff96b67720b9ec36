using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Opening, closing and configuring (https://duckdb.org/docs/stable/clients/c/connect, https://duckdb.org/docs/stable/clients/c/config).</summary>
internal static partial class InstanceCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, out nint database, nint config, out nint error);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_instance_cache")]
    public static partial nint CreateInstanceCache();

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_get_or_create_from_cache", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetOrCreateFromCache(nint cache, string path, out nint database, nint config, out nint error);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(nint config, string name, string value);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_library_version")]
    public static partial nint LibraryVersion();

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);
}
