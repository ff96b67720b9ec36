namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_connection</c>. Each statement and result of it holds a reference.</summary>
internal sealed class ConnectionHandle : OwnedHandle
{
    private ConnectionHandle(InstanceHandle instance, nint connection)
        : base(instance, connection)
    {
    }

    public static ConnectionHandle Open(InstanceHandle instance) =>
        ConnectionCalls.Connect(instance, out var connection) == 0
            ? new(instance, connection)
            : throw new DuckDBException("DuckDB could not make a connection, and does not say why.", DuckDBErrorType.Connection);

    protected override void Destroy(ref nint pointer) => ConnectionCalls.Disconnect(ref pointer);
}
