using System.Buffers;
using System.Globalization;
using System.Text;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// Binds values as Microsoft.Data.Sqlite does (https://learn.microsoft.com/dotnet/standard/data/sqlite/types), without its
/// allocations for text. SQLite copies what it is given. One thread at a time.
/// </summary>
internal sealed class ValueBinder(sqlite3 db)
{
    // Also the size from which on bound values are let go after the statement, not at its next use.
    private const int BufferSize = 8 << 10;

    private readonly byte[] _text = new byte[BufferSize];

    /// <summary>Binds one value.</summary>
    /// <returns>Whether it is so large that it should not stay bound.</returns>
    /// <exception cref="InvalidOperationException">The value has a type that SQLite has no place for, or is not a number.</exception>
    /// <exception cref="SqliteException">SQLite refuses it: it is too long, or there is no such parameter.</exception>
    public bool Bind(sqlite3_stmt statement, int index, in SqlValue value)
    {
        switch (value.Kind)
        {
            case SqlValueKind.Int64:
                Check(raw.sqlite3_bind_int64(statement, index, value.Int64));
                return false;
            case SqlValueKind.Text:
                return BindText(statement, index, value.Text);
            case SqlValueKind.Double:
                BindDouble(statement, index, value.Double);
                return false;
            case SqlValueKind.Null:
                Check(raw.sqlite3_bind_null(statement, index));
                return false;
            case SqlValueKind.Blob:
                return BindBlob(statement, index, value.Blob);
            default:
                return BindOther(statement, index, value.Other);
        }
    }

    /// <summary>Binds a string.</summary>
    /// <returns>Whether it is large.</returns>
    public bool BindText(sqlite3_stmt statement, int index, string text)
    {
        if (text.Length == 0)
        {
            // An empty span has no address, and SQLite takes none for NULL.
            Check(raw.sqlite3_bind_text(statement, index, ""));
            return false;
        }

        if (text.Length <= BufferSize / 3)
        {
            var length = Encoding.UTF8.GetBytes(text, _text);
            Check(raw.sqlite3_bind_text(statement, index, _text.AsSpan(0, length)));
            return false;
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, rented);
            Check(raw.sqlite3_bind_text(statement, index, rented.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return true;
    }

    /// <summary>Binds what is neither of the plain kinds.</summary>
    /// <returns>Whether it is large.</returns>
    public bool BindOther(sqlite3_stmt statement, int index, object value) => value switch
    {
        char one => BindText(statement, index, one.ToString()),
        DateTime time => BindText(statement, index, time.ToString(@"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        DateTimeOffset time => BindText(statement, index, time.ToString(@"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)),
        DateOnly date => BindText(statement, index, date.ToString(@"yyyy\-MM\-dd", CultureInfo.InvariantCulture)),
        TimeOnly time => BindText(
            statement,
            index,
            time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.fffffff", CultureInfo.InvariantCulture)),
        TimeSpan span => BindText(statement, index, span.ToString("c", CultureInfo.InvariantCulture)),
        decimal number => BindText(statement, index, number.ToString("0.0###########################", CultureInfo.InvariantCulture)),
        Guid id => BindText(statement, index, id.ToString().ToUpperInvariant()),
        Memory<byte> blob => BindBlob(statement, index, blob.Span),
        ReadOnlyMemory<byte> blob => BindBlob(statement, index, blob.Span),
        ArraySegment<byte> blob => BindBlob(statement, index, blob.AsSpan()),
        _ => throw new InvalidOperationException(
            $"No mapping exists from object type {value.GetType()} to a type of SQLite. Pass a number, a string, bytes, a date or a time, "
            + "or turn the value into one of them."),
    };

    private void BindDouble(sqlite3_stmt statement, int index, double value)
    {
        if (double.IsNaN(value))
        {
            throw new InvalidOperationException("Cannot store 'NaN' values. SQLite would make it NULL: pass null if that is meant.");
        }

        Check(raw.sqlite3_bind_double(statement, index, value));
    }

    private bool BindBlob(sqlite3_stmt statement, int index, ReadOnlySpan<byte> blob)
    {
        Check(raw.sqlite3_bind_blob(statement, index, blob));
        return blob.Length > BufferSize;
    }

    private void Check(int code)
    {
        if (code != 0)
        {
            SqliteException.ThrowExceptionForRC(code, db);
        }
    }
}
