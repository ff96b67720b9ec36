using Lockkeeper.DuckDB.Native;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB.Appending;

/// <summary>The rows that are on their way: a chunk of DuckDB's, filled column by column and handed over when it is full.</summary>
internal sealed class AppendChunk : IDisposable
{
    private readonly AppenderHandle _appender;
    private readonly TypedChunk _chunk;
    private readonly ColumnWriter[] _columns;
    private readonly int _capacity = (int)ChunkCalls.VectorSize();
    private int _row;
    private int _column;
    private bool _hasRow;

    public AppendChunk(AppenderHandle appender)
    {
        _appender = appender;
        var types = new nint[AppenderCalls.ColumnCount(appender)];
        try
        {
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = AppenderCalls.ColumnType(appender, (ulong)i);
            }

            _chunk = new(types);
            _columns = [.. types.Select(type => new ColumnWriter(ColumnType.Read(type)))];
        }
        finally
        {
            for (var i = 0; i < types.Length; i++)
            {
                LogicalTypeCalls.Destroy(ref types[i]);
            }
        }

        Attach();
    }

    public int ColumnCount => _columns.Length;

    /// <summary>The row that is written.</summary>
    public int Row => _row;

    public void BeginRow()
    {
        ObjectDisposedException.ThrowIf(_chunk.IsClosed, typeof(DuckDBAppender));
        _column = 0;
        _hasRow = true;
    }

    /// <summary>The next column of the row that was begun.</summary>
    public ColumnWriter Next()
    {
        if (!_hasRow || _column == _columns.Length)
        {
            throw new InvalidOperationException(_hasRow
                ? $"The row has all its {_columns.Length} values. Call EndRow()."
                : "The row was ended. Call CreateRow() for another.");
        }

        return _columns[_column++];
    }

    public void NextDefault()
    {
        Next();
        _appender.AppendDefault(_chunk.Pointer, _column - 1, _row);
        _columns[_column - 1].Attach(_chunk.Pointer, _column - 1);
    }

    public void EndRow()
    {
        if (!_hasRow || _column != _columns.Length)
        {
            throw new InvalidOperationException($"The row has {(_hasRow ? _column : 0)} values, the table {_columns.Length} columns.");
        }

        _hasRow = false;
        if (++_row == _capacity)
        {
            Send();
        }
    }

    /// <summary>Hands the ended rows over.</summary>
    public void Send()
    {
        _hasRow = false;
        if (_row == 0)
        {
            return;
        }

        ChunkCalls.SetSize(_chunk.Pointer, (ulong)_row);
        try
        {
            _appender.Append(_chunk.Pointer);
        }
        finally
        {
            ChunkCalls.Reset(_chunk.Pointer);
            _row = 0;
            Attach();
        }
    }

    public void Dispose()
    {
        // A row that its caller still has must not write into freed memory.
        _hasRow = false;
        _chunk.Dispose();
    }

    private void Attach()
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Attach(_chunk.Pointer, i);
        }
    }
}
