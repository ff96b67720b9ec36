using Lockkeeper.DuckDB.Appending;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB;

/// <summary>
/// Writes many rows into one table fast, without SQL: values go straight into DuckDB's vectors
/// (https://duckdb.org/docs/stable/clients/c/appender). DuckDB takes the rows in as it goes, about every 200,000; outside of a transaction
/// each such part is committed by itself, so begin a transaction where all or none is meant. Used by one thread at a time.
/// </summary>
public sealed class DuckDBAppender : IDisposable
{
    private readonly AppenderHandle _handle;
    private readonly AppendChunk _chunk;
    private bool _isClosed;

    internal DuckDBAppender(DuckDBConnection connection, string? catalog, string? schema, string table)
    {
        _handle = AppenderHandle.Create(connection.Handle, catalog, schema, table);
        try
        {
            _chunk = new(_handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }

        connection.Handle.Own(_handle);
    }

    /// <summary>How many columns a row has.</summary>
    public int ColumnCount => _chunk.ColumnCount;

    /// <summary>
    /// Begins a row, to which one value a column is appended before <see cref="DuckDBAppenderRow.EndRow"/>. A row that was begun before and
    /// not ended is dropped.
    /// </summary>
    public DuckDBAppenderRow CreateRow()
    {
        ThrowIfClosed();
        _chunk.BeginRow();
        return new(_chunk);
    }

    /// <summary>Appends a row of ordinary objects, <see langword="null"/> for <c>NULL</c>.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    public void AppendRow(params ReadOnlySpan<object?> values)
    {
        if (values.Length != ColumnCount)
        {
            throw new ArgumentException($"The table has {ColumnCount} columns, the row {values.Length} values.", nameof(values));
        }

        var row = CreateRow();
        foreach (var value in values)
        {
            row.Append(value);
        }

        row.EndRow();
    }

    /// <summary>Hands all ended rows to the table, where the connection's next statement sees them.</summary>
    /// <exception cref="DuckDBException">A constraint does not hold; the rows since the last flush are not in the table.</exception>
    public void Flush()
    {
        ThrowIfClosed();
        _chunk.Send();
        _handle.Flush();
    }

    /// <summary>Flushes and ends. Without it, <see cref="Dispose"/> drops the rows since the last flush.</summary>
    /// <exception cref="DuckDBException">As <see cref="Flush"/>.</exception>
    public void Close()
    {
        if (_isClosed)
        {
            return;
        }

        Flush();
        Dispose();
    }

    /// <summary>Ends. Rows that were not flushed are dropped: call <see cref="Close"/> when all is appended.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _chunk.Dispose();
        _handle.Dispose();
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed || _handle.IsClosed, this);
}
