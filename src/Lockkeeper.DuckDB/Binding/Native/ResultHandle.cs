using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_result</c>, in memory of its own.</summary>
internal sealed unsafe class ResultHandle : OwnedHandle
{
    private ResultHandle(ConnectionHandle connection)
        : base(connection, (nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult)))
    {
    }

    public NativeResult* Pointer => (NativeResult*)handle;

    /// <summary>Whether it has rows (<see cref="ResultCalls.QueryResult"/>), a count of changed ones, or neither.</summary>
    public int ReturnType => ResultCalls.ReturnType(*Pointer);

    /// <summary>Runs <paramref name="statement"/> on the calling thread.</summary>
    /// <exception cref="DuckDBException">It failed or was interrupted.</exception>
    public static ResultHandle Execute(ConnectionHandle connection, StatementHandle statement, bool streaming)
    {
        var result = new ResultHandle(connection);
        return result.Check(streaming
            ? StatementCalls.ExecuteStreaming(statement, result.Pointer)
            : StatementCalls.Execute(statement, result.Pointer));
    }

    /// <inheritdoc cref="Execute(ConnectionHandle, StatementHandle, bool)" />
    public static ResultHandle Execute(ConnectionHandle connection, string sql)
    {
        var result = new ResultHandle(connection);
        return result.Check(StatementCalls.Query(connection, sql, result.Pointer));
    }

    /// <summary>Throws what went wrong in the midst of a result that is fetched as it is made.</summary>
    public void ThrowIfFailed()
    {
        if (NativeText.Read(ResultCalls.Error(Pointer)) is { Length: > 0 } message)
        {
            throw DuckDBException.From(message, ResultCalls.ErrorType(Pointer));
        }
    }

    protected override void Destroy(ref nint pointer)
    {
        ResultCalls.Destroy((NativeResult*)pointer);
        NativeMemory.Free((void*)pointer);
        pointer = 0;
    }

    private ResultHandle Check(int state)
    {
        if (state == 0)
        {
            return this;
        }

        var message = NativeText.Read(ResultCalls.Error(Pointer));
        var type = ResultCalls.ErrorType(Pointer);
        Dispose();
        throw DuckDBException.From(message, type);
    }
}
