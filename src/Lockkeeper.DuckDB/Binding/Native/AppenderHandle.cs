namespace Lockkeeper.DuckDB.Native;

/// <summary>A <c>duckdb_appender</c>. DuckDB's own destruction would flush; this one drops what is not flushed.</summary>
internal sealed class AppenderHandle : OwnedHandle
{
    private AppenderHandle(ConnectionHandle connection, nint appender)
        : base(connection, appender)
    {
    }

    /// <exception cref="DuckDBException">There is no such table.</exception>
    public static AppenderHandle Create(ConnectionHandle connection, string? catalog, string? schema, string table)
    {
        if (AppenderCalls.Create(connection, catalog, schema, table, out var appender) == 0)
        {
            return new(connection, appender);
        }

        var exception = Explain(appender);
        _ = AppenderCalls.Destroy(ref appender);
        throw exception;
    }

    public void Append(nint chunk) => Check(AppenderCalls.Append(this, chunk));

    public void Flush() => Check(AppenderCalls.Flush(this));

    public void AppendDefault(nint chunk, int column, int row) =>
        Check(AppenderCalls.AppendDefault(this, chunk, (ulong)column, (ulong)row));

    protected override void Destroy(ref nint pointer)
    {
        _ = AppenderCalls.Clear(pointer);
        _ = AppenderCalls.Destroy(ref pointer);
    }

    private static DuckDBException Explain(nint appender)
    {
        var error = AppenderCalls.ErrorData(appender);
        try
        {
            return DuckDBException.From(NativeText.Read(AppenderCalls.ErrorMessage(error)), AppenderCalls.ErrorType(error));
        }
        finally
        {
            AppenderCalls.DestroyError(ref error);
        }
    }

    private void Check(int state)
    {
        if (state != 0)
        {
            throw Explain(handle);
        }
    }
}
