using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_data_chunk</c> of one's own, for up to 2,048 rows of given types.</summary>
internal sealed unsafe class TypedChunk : SafeHandle
{
    public TypedChunk(ReadOnlySpan<nint> types)
        : base(0, ownsHandle: true)
    {
        fixed (nint* first = types)
        {
            SetHandle(ChunkCalls.Create(first, (ulong)types.Length));
        }
    }

    public override bool IsInvalid => handle == 0;

    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        ChunkCalls.Destroy(ref handle);
        return true;
    }
}
