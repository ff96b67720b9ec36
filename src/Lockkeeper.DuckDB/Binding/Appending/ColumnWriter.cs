using System.Runtime.CompilerServices;
using System.Text;
using Lockkeeper.DuckDB.Native;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB.Appending;

/// <summary>
/// Writes one column's values straight into DuckDB's vector. Native calls are made for texts of more than 12 bytes and for a chunk's first
/// <c>NULL</c> only (https://duckdb.org/docs/stable/clients/c/vector).
/// </summary>
internal sealed unsafe partial class ColumnWriter(ColumnType type)
{
    private const int InlinedText = 12;
    private const int StackText = 512;

    private nint _vector;
    private byte* _data;
    private ulong* _validity;
    private Dictionary<string, int>? _labels;

    public ColumnType Type { get; } = type;

    public void Attach(nint chunk, int column)
    {
        _vector = ChunkCalls.Vector(chunk, (ulong)column);
        _data = ChunkCalls.Data(_vector);
        _validity = ChunkCalls.Validity(_vector);
    }

    public void WriteNull(int row)
    {
        if (_validity is null)
        {
            ChunkCalls.EnsureValidityWritable(_vector);
            _validity = ChunkCalls.Validity(_vector);
        }

        _validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>The caller knows that the column's values are such bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw<T>(int row, T value)
        where T : unmanaged
    {
        Unsafe.WriteUnaligned(_data + ((long)row * sizeof(T)), value);

        // A row that was begun and dropped may have left a NULL here.
        if (_validity is not null)
        {
            _validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    public void Write(int row, ReadOnlySpan<char> text)
    {
        if (Type.Kind == DuckDBType.Enum)
        {
            WriteLabel(row, text.ToString());
            return;
        }

        if (Type.Kind != DuckDBType.Varchar)
        {
            throw Mismatch<string>();
        }

        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = size <= StackText ? stackalloc byte[StackText] : new byte[size];
        WriteBytes(row, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>A blob, or a text in UTF-8.</summary>
    public void Write(int row, ReadOnlySpan<byte> bytes)
    {
        if (Type.Kind == DuckDBType.Varchar && !System.Text.Unicode.Utf8.IsValid(bytes))
        {
            throw new ArgumentException("The bytes of the text are not UTF-8.", nameof(bytes));
        }

        WriteBytes(row, Type.Kind is DuckDBType.Blob or DuckDBType.Varchar ? bytes : throw Mismatch<byte[]>());
    }

    // Up to 12 bytes lie in the vector itself, followed by zeros, as DuckDB compares them all at once.
    private void WriteBytes(int row, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= InlinedText)
        {
            var entry = new Span<byte>(_data + ((long)row * 16), 16);
            entry.Clear();
            entry[0] = (byte)bytes.Length;
            bytes.CopyTo(entry[4..]);
        }
        else
        {
            fixed (byte* first = bytes)
            {
                ChunkCalls.AssignString(_vector, (ulong)row, first, (ulong)bytes.Length);
            }
        }

        if (_validity is not null)
        {
            _validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    private void WriteLabel(int row, string label)
    {
        _labels ??= Type.Labels.Select((each, i) => (each, i)).ToDictionary(pair => pair.each, pair => pair.i, StringComparer.Ordinal);
        if (!_labels.TryGetValue(label, out var index))
        {
            throw new ArgumentException($"'{label}' is no value of the type {Type}.", nameof(label));
        }

        switch (Type.Storage)
        {
            case DuckDBType.UTinyInt:
                WriteRaw(row, (byte)index);
                break;
            case DuckDBType.USmallInt:
                WriteRaw(row, (ushort)index);
                break;
            default:
                WriteRaw(row, (uint)index);
                break;
        }
    }

    private InvalidCastException Mismatch<T>() => new(
        $"A {typeof(T).Name} cannot be appended to a column of the type {Type}" + (Type.Children.Length > 0
            ? ": the appender takes no lists and structs. Append their parts to a table of plain columns, and INSERT … SELECT from it."
            : $", which takes {Type.ClrType.Name}."));
}
