using System.Collections;
using System.Numerics;
using Lockkeeper.DuckDB.Appending;

namespace Lockkeeper.DuckDB;

/// <summary>
/// A row on its way into a table: one <c>Append</c> a column, in the table's order, then <see cref="EndRow"/>. Values are not boxed. Numbers
/// go into every column of numbers that holds them.
/// </summary>
/// <remarks>
/// <c>Append</c> throws <see cref="InvalidCastException"/> where the column is of another kind, <see cref="OverflowException"/> where the value
/// is outside of its range, <see cref="InvalidOperationException"/> where the row is full. The row can then be dropped: begin another.
/// </remarks>
public readonly struct DuckDBAppenderRow : IEquatable<DuckDBAppenderRow>
{
    private readonly AppendChunk _chunk;

    internal DuckDBAppenderRow(AppendChunk chunk) => _chunk = chunk;

    /// <summary>Whether both are rows of one appender.</summary>
    public static bool operator ==(DuckDBAppenderRow left, DuckDBAppenderRow right) => left.Equals(right);

    /// <summary>Whether they are rows of different appenders.</summary>
    public static bool operator !=(DuckDBAppenderRow left, DuckDBAppenderRow right) => !left.Equals(right);

    /// <summary>Appends a bool.</summary>
    public DuckDBAppenderRow Append(bool value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a number.</summary>
    public DuckDBAppenderRow Append(int value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a long.</summary>
    public DuckDBAppenderRow Append(long value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a number.</summary>
    public DuckDBAppenderRow Append(ulong value) => Append((Int128)value);

    /// <summary>Appends a double.</summary>
    public DuckDBAppenderRow Append(double value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a decimal.</summary>
    public DuckDBAppenderRow Append(decimal value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a DateOnly.</summary>
    public DuckDBAppenderRow Append(DateOnly value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a TimeOnly.</summary>
    public DuckDBAppenderRow Append(TimeOnly value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Sent as it stands, whatever its kind.</summary>
    public DuckDBAppenderRow Append(DateTime value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>The instant.</summary>
    public DuckDBAppenderRow Append(DateTimeOffset value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>An interval of that many microseconds.</summary>
    public DuckDBAppenderRow Append(TimeSpan value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a Guid.</summary>
    public DuckDBAppenderRow Append(Guid value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a number.</summary>
    public DuckDBAppenderRow Append(Int128 value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a number.</summary>
    public DuckDBAppenderRow Append(UInt128 value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a BigInteger.</summary>
    public DuckDBAppenderRow Append(BigInteger value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a DuckDBDecimal.</summary>
    public DuckDBAppenderRow Append(DuckDBDecimal value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a DuckDBInterval.</summary>
    public DuckDBAppenderRow Append(DuckDBInterval value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a DuckDBTimeTz.</summary>
    public DuckDBAppenderRow Append(DuckDBTimeTz value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a BitArray.</summary>
    public DuckDBAppenderRow Append(BitArray value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a text, an enum's value, or <c>NULL</c>.</summary>
    public DuckDBAppenderRow Append(string? value)
    {
        if (value is null)
        {
            return AppendNull();
        }

        _chunk.Next().Write(_chunk.Row, value.AsSpan());
        return this;
    }

    /// <summary>Appends a text.</summary>
    public DuckDBAppenderRow Append(ReadOnlySpan<char> value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a blob, or a text in UTF-8.</summary>
    public DuckDBAppenderRow Append(ReadOnlySpan<byte> value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a blob, or <c>NULL</c>.</summary>
    public DuckDBAppenderRow Append(byte[]? value)
    {
        if (value is null)
        {
            return AppendNull();
        }

        _chunk.Next().Write(_chunk.Row, value.AsSpan());
        return this;
    }

    /// <summary>Appends a value of a type that is known as it comes only; <see langword="null"/> is <c>NULL</c>.</summary>
    public DuckDBAppenderRow Append(object? value)
    {
        _chunk.Next().Write(_chunk.Row, value);
        return this;
    }

    /// <summary>Appends a <c>NULL</c>.</summary>
    public DuckDBAppenderRow AppendNull()
    {
        _chunk.Next().WriteNull(_chunk.Row);
        return this;
    }

    /// <summary>Appends the column's default, as the table's definition says.</summary>
    public DuckDBAppenderRow AppendDefault()
    {
        _chunk.NextDefault();
        return this;
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">It has fewer values than the table columns.</exception>
    /// <exception cref="DuckDBException">DuckDB took in what was appended so far, and a constraint does not hold.</exception>
    public void EndRow() => _chunk.EndRow();

    /// <inheritdoc />
    public bool Equals(DuckDBAppenderRow other) => ReferenceEquals(_chunk, other._chunk);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is DuckDBAppenderRow other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _chunk?.GetHashCode() ?? 0;
}
