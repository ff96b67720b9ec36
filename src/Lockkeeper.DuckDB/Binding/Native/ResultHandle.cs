using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_result</c>, in memory of its own, and the one chunk of it that is read: up to 2,048 rows.</summary>
internal sealed unsafe class ResultHandle : OwnedHandle
{
    private nint _chunk;
    private bool _isAtEnd;

    private ResultHandle(ConnectionHandle connection)
        : base(connection, (nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeResult))) => connection.Own(this);

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

    /// <summary>Goes to the next chunk, which frees the one before. Returns how many rows it has, 0 at the result's end.</summary>
    /// <exception cref="DuckDBException">A result that is fetched as it is made failed, or was interrupted.</exception>
    public int FetchChunk()
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(DuckDBDataReader));
        while (!_isAtEnd)
        {
            ChunkCalls.Destroy(ref _chunk);

            // A stream at its end takes another fetch for an error.
            _isAtEnd = true;
            _chunk = ResultCalls.FetchChunk(*Pointer);
            if (_chunk == 0)
            {
                ThrowIfFailed();
                break;
            }

            _isAtEnd = false;
            if (ChunkCalls.Size(_chunk) is > 0 and var rows)
            {
                return (int)rows;
            }
        }

        return 0;
    }

    /// <summary>The chunk's vector of a column.</summary>
    public nint Vector(int column) => ChunkCalls.Vector(_chunk, (ulong)column);

    private void ThrowIfFailed()
    {
        if (NativeText.Read(ResultCalls.Error(Pointer)) is { Length: > 0 } message)
        {
            throw DuckDBException.From(message, ResultCalls.ErrorType(Pointer));
        }
    }

    protected override void Destroy(ref nint pointer)
    {
        ChunkCalls.Destroy(ref _chunk);
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
