namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_extracted_statements</c>: a text taken apart.</summary>
internal sealed class ExtractedHandle : OwnedHandle
{
    private ExtractedHandle(ConnectionHandle connection, nint statements, int count)
        : base(connection, statements) => Count = count;

    /// <summary>How many statements there are.</summary>
    public int Count { get; }

    /// <exception cref="DuckDBException">The text is not SQL.</exception>
    public static ExtractedHandle Extract(ConnectionHandle connection, string sql)
    {
        var count = StatementCalls.Extract(connection, sql, out var statements);
        if (count == 0 && NativeText.Read(StatementCalls.ExtractError(statements)) is { Length: > 0 } message)
        {
            StatementCalls.DestroyExtracted(ref statements);
            throw DuckDBException.FromText(message);
        }

        return new(connection, statements, checked((int)count));
    }

    protected override void Destroy(ref nint pointer) => StatementCalls.DestroyExtracted(ref pointer);
}
