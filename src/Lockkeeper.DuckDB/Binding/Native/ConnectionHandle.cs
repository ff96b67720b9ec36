using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_connection</c>. Each statement and result of it holds a reference.</summary>
internal sealed class ConnectionHandle : OwnedHandle, IPart
{
    private readonly PartList _parts = new();

    private ConnectionHandle(InstanceHandle instance, nint connection)
        : base(instance, connection)
    {
    }

    public static ConnectionHandle Open(InstanceHandle instance) =>
        ConnectionCalls.Connect(instance, out var connection) == 0
            ? new(instance, connection)
            : throw new DuckDBException("DuckDB could not make a connection, and does not say why.", DuckDBErrorType.Connection);

    /// <summary>Releases <paramref name="part"/> before this connection, if it is still in use then.</summary>
    public void Own(IPart part) => _parts.Add(part);

    /// <summary>Frees all that came from the connection, and then the connection.</summary>
    public void Release()
    {
        _parts.ReleaseAll();
        Dispose();
    }

    protected override void Destroy(ref nint pointer) => ConnectionCalls.Disconnect(ref pointer);
}
