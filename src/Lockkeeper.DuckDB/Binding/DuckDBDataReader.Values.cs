using System.Runtime.CompilerServices;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB;

// The current row's values.
public sealed partial class DuckDBDataReader
{
    /// <inheritdoc />
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc />
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc />
    public override bool IsDBNull(int ordinal) => Column(ordinal).IsNull(_row);

    /// <summary>The value as the type that <see cref="DuckDBType"/> names for it, or <see cref="DBNull"/>.</summary>
    public override object GetValue(int ordinal) => Column(ordinal).GetValue(_row);

    /// <inheritdoc />
    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <summary>
    /// The value as a <typeparamref name="T"/>: what <see cref="GetValue"/> returns, any other type that holds it, and for lists an array or a
    /// <see cref="List{T}"/> of such. A <c>NULL</c> is for nullable types only.
    /// </summary>
    /// <exception cref="InvalidCastException">The column is of another type, or the value <c>NULL</c>.</exception>
    /// <exception cref="OverflowException">The value is outside of what the type holds.</exception>
    public override T GetFieldValue<T>(int ordinal)
    {
        if (typeof(T) == typeof(Stream))
        {
            return (T)(object)GetStream(ordinal);
        }

        return typeof(T) == typeof(TextReader) ? (T)(object)GetTextReader(ordinal) : Column(ordinal).Get<T>(_row);
    }

    /// <inheritdoc />
    public override bool GetBoolean(int ordinal) => Column(ordinal).GetBoolean(_row);

    /// <inheritdoc />
    public override byte GetByte(int ordinal) => checked((byte)Column(ordinal).GetInt64(_row));

    /// <inheritdoc />
    public override short GetInt16(int ordinal) => checked((short)Column(ordinal).GetInt64(_row));

    /// <inheritdoc />
    public override int GetInt32(int ordinal) => Column(ordinal).GetInt32(_row);

    /// <inheritdoc />
    public override long GetInt64(int ordinal) => Column(ordinal).GetInt64(_row);

    /// <inheritdoc />
    public override float GetFloat(int ordinal) => Column(ordinal).GetFloat(_row);

    /// <inheritdoc />
    public override double GetDouble(int ordinal) => Column(ordinal).GetDouble(_row);

    /// <inheritdoc />
    public override decimal GetDecimal(int ordinal) => Column(ordinal).GetDecimal(_row);

    /// <inheritdoc />
    public override string GetString(int ordinal) => Column(ordinal).GetString(_row);

    /// <inheritdoc />
    public override Guid GetGuid(int ordinal) => Column(ordinal).GetGuid(_row);

    /// <inheritdoc />
    public override DateTime GetDateTime(int ordinal) => Column(ordinal).GetDateTime(_row);

    /// <inheritdoc />
    public override char GetChar(int ordinal) =>
        GetString(ordinal) is [var only] ? only : throw new InvalidCastException("The text is not one character long.");

    /// <inheritdoc />
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        var bytes = Utf8OrBlob(ordinal);
        if (buffer is null)
        {
            return bytes.Length;
        }

        var count = (int)Math.Clamp(bytes.Length - dataOffset, 0, length);
        bytes.Slice((int)Math.Min(dataOffset, bytes.Length), count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }

    /// <inheritdoc />
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        var text = GetString(ordinal);
        if (buffer is null)
        {
            return text.Length;
        }

        var count = (int)Math.Clamp(text.Length - dataOffset, 0, length);
        text.AsSpan((int)Math.Min(dataOffset, text.Length), count).CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }

    /// <summary>
    /// A text's UTF-8 or a blob's bytes where DuckDB has them, without a copy: valid until the next <see cref="Read()"/>, and until the reader
    /// is closed.
    /// </summary>
    public ReadOnlySpan<byte> GetUtf8OrBlob(int ordinal) => Utf8OrBlob(ordinal);

    private ReadOnlySpan<byte> Utf8OrBlob(int ordinal)
    {
        var column = Column(ordinal);
        return column.Is(DuckDBType.Blob, _row) || column.Is(DuckDBType.Varchar, _row)
            ? column.Bytes(_row)
            : throw new InvalidCastException($"A value of the type {column.Type} has no bytes, or it is NULL.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VectorReader Column(int ordinal)
    {
        if ((uint)_row >= (uint)_rows)
        {
            ThrowNoRow();
        }

        return _columns[ordinal];
    }

    private void ThrowNoRow()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        throw new InvalidOperationException("The reader is on no row. Call Read() first, and go on while it returns true.");
    }
}
