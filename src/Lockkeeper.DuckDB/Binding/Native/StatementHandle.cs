namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_prepared_statement</c>.</summary>
internal sealed class StatementHandle : OwnedHandle
{
    private StatementHandle(ConnectionHandle connection, nint statement)
        : base(connection, statement)
    {
    }

    /// <exception cref="DuckDBException">The statement names what is not there.</exception>
    public static StatementHandle Prepare(ConnectionHandle connection, ExtractedHandle statements, int index)
    {
        if (StatementCalls.PrepareExtracted(connection, statements, (ulong)index, out var statement) == 0)
        {
            return new(connection, statement);
        }

        var message = NativeText.Read(StatementCalls.PrepareError(statement));
        StatementCalls.DestroyPrepare(ref statement);
        throw DuckDBException.FromText(message);
    }

    protected override void Destroy(ref nint pointer) => StatementCalls.DestroyPrepare(ref pointer);
}
