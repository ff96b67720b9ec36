using System.Runtime.CompilerServices;
using System.Text;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Values;

/// <summary>
/// Reads one column's values straight from DuckDB's memory: native calls are made once a vector, none a value. What it returns is .NET's
/// own, so that it outlives the chunk (https://duckdb.org/docs/stable/clients/c/vector).
/// </summary>
internal sealed unsafe partial class VectorReader
{
    private const int InlinedText = 12;

    private readonly VectorReader[] _children;
    private byte* _data;
    private ulong* _validity;

    public VectorReader(ColumnType type)
    {
        Type = type;
        _children = [.. type.Children.Select(child => new VectorReader(child))];
    }

    public ColumnType Type { get; }

    /// <summary>Reads from <paramref name="vector"/> from now on, until its chunk is destroyed.</summary>
    public void Attach(nint vector)
    {
        _data = ChunkCalls.Data(vector);
        _validity = ChunkCalls.Validity(vector);
        switch (Type.Kind)
        {
            case DuckDBType.List:
                _children[0].Attach(ChunkCalls.ListChild(vector));
                break;
            case DuckDBType.Array:
                _children[0].Attach(ChunkCalls.ArrayChild(vector));
                break;
            case DuckDBType.Map:
                AttachFields(ChunkCalls.ListChild(vector), first: 0);
                break;
            case DuckDBType.Struct:
                AttachFields(vector, first: 0);
                break;
            case DuckDBType.Union:
                // Its first field says which of the others is set.
                AttachFields(vector, first: 1);
                _data = ChunkCalls.Data(ChunkCalls.StructChild(vector, 0));
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row)
    {
        var isNull = _validity is not null && ((_validity[row >> 6] >> (row & 63)) & 1) == 0;
        return isNull || (Type.Kind == DuckDBType.Union && _children[_data[row]].IsNull(row));
    }

    /// <summary>The bits at <paramref name="row"/>. The caller knows that they are a <typeparamref name="T"/>, and no <c>NULL</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Raw<T>(int row)
        where T : unmanaged => Unsafe.ReadUnaligned<T>(_data + ((long)row * sizeof(T)));

    /// <summary>Whether the value at <paramref name="row"/> is there and of this kind, so that <see cref="Raw{T}"/> is it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(DuckDBType kind, int row) =>
        Type.Kind == kind && (_validity is null || ((_validity[row >> 6] >> (row & 63)) & 1) != 0);

    /// <summary>A text's or a blob's bytes, valid as long as the chunk. Up to 12 of them are in the vector itself, more behind a pointer.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        var entry = _data + ((long)row * 16);
        var length = *(int*)entry;
        return new(length <= InlinedText ? entry + 4 : *(byte**)(entry + 8), length);
    }

    private string Text(int row) => Encoding.UTF8.GetString(Bytes(row));

    private void AttachFields(nint vector, int first)
    {
        for (var i = 0; i < _children.Length; i++)
        {
            _children[i].Attach(ChunkCalls.StructChild(vector, (ulong)(i + first)));
        }
    }
}
