namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_data_chunk</c> of a result: up to 2,048 rows.</summary>
internal sealed class ChunkHandle : OwnedHandle
{
    private ChunkHandle(ResultHandle result, nint chunk)
        : base(result, chunk)
    {
    }

    public int Size => checked((int)ChunkCalls.Size(handle));

    /// <summary>The next one, or <see langword="null"/> at the result's end.</summary>
    /// <exception cref="DuckDBException">A result that is fetched as it is made failed, or was interrupted.</exception>
    public static unsafe ChunkHandle? Fetch(ResultHandle result)
    {
        ObjectDisposedException.ThrowIf(result.IsClosed, typeof(DuckDBDataReader));
        var chunk = ResultCalls.FetchChunk(*result.Pointer);
        if (chunk == 0)
        {
            result.ThrowIfFailed();
            return null;
        }

        return new(result, chunk);
    }

    public nint Vector(int column) => ChunkCalls.Vector(handle, (ulong)column);

    protected override void Destroy(ref nint pointer) => ChunkCalls.Destroy(ref pointer);
}
