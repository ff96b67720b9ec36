using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>Connections (https://duckdb.org/docs/stable/clients/c/connect).</summary>
internal static partial class ConnectionCalls
{
    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_connect")]
    public static partial int Connect(InstanceHandle database, out nint connection);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(LibraryResolver.Name, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);
}
