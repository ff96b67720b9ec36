using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.DuckDB;

/// <summary>
/// SQL to run: one statement or several, with parameters (<c>?</c>, <c>$1</c>, <c>$name</c>, and <c>@name</c> where a parameter has the
/// name). All calls run on the calling thread, the asynchronous ones too. A command of one statement keeps it prepared from the first call
/// on (https://duckdb.org/docs/stable/sql/query_syntax/prepared_statements).
/// </summary>
public sealed class DuckDBCommand : DbCommand
{
    private StatementBatch? _batch;
    private DuckDBConnection? _connection;
    private string _text = "";
    private bool _isDisposed;

    /// <summary>A command without a text yet.</summary>
    public DuckDBCommand()
    {
    }

    /// <summary>A command with a text.</summary>
    public DuckDBCommand(string? commandText, DuckDBConnection? connection = null)
    {
        CommandText = commandText;
        Connection = connection;
    }

    /// <inheritdoc />
    [AllowNull]
    public override string CommandText
    {
        get => _text;
        set => _text = value ?? "";
    }

    /// <summary>Seconds until a statement is interrupted; default 0, which is no limit. It counts for each statement anew.</summary>
    public override int CommandTimeout { get; set; }

    /// <summary>Text, nothing else.</summary>
    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
            {
                throw new NotSupportedException($"DuckDB runs SQL text only, not {value}. Write SELECT or CALL.");
            }
        }
    }

    /// <summary>Where it runs.</summary>
    public new DuckDBConnection? Connection
    {
        get => _connection;
        set => _connection = value;
    }

    /// <inheritdoc />
    public override bool DesignTimeVisible { get; set; }

    /// <summary>
    /// Whether rows are made as they are read; default <see langword="false"/>: the whole result is made before the call returns, and lies in
    /// memory. A streamed result needs little memory and shows its first rows early; until its reader is closed the connection can run
    /// nothing else, as any other statement ends the stream. An error may then come from the midst of reading.
    /// </summary>
    public bool Streaming { get; set; }

    /// <summary>The parameters.</summary>
    public new DuckDBParameterCollection Parameters { get; } = new();

    /// <inheritdoc />
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <inheritdoc />
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => _connection = (DuckDBConnection?)value;
    }

    /// <inheritdoc />
    protected override DbParameterCollection DbParameterCollection => Parameters;

    /// <summary>Kept, not used: what runs on a connection is in that connection's transaction.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    /// <summary>Interrupts what runs on the connection. Any thread may call it.</summary>
    public override void Cancel() => _connection?.Interrupt();

    /// <summary>Takes the text apart and prepares it where it is one statement.</summary>
    /// <exception cref="DuckDBException">DuckDB's message says what is wrong with the SQL.</exception>
    public override void Prepare()
    {
        var connection = Ready();
        Batch(connection).Prepare();
    }

    /// <summary>Runs all statements; returns how many rows they changed, or -1 where none is one that changes rows.</summary>
    public override int ExecuteNonQuery() => RunAll(CancellationToken.None);

    /// <inheritdoc cref="ExecuteNonQuery()" />
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        Outcome.Of(this, static (command, token) => command.RunAll(token), cancellationToken);

    /// <summary>The first row's first value, or <see langword="null"/> where there is no row. The remaining statements are run.</summary>
    public override object? ExecuteScalar() => FirstValue(CancellationToken.None);

    /// <inheritdoc cref="ExecuteScalar()" />
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        Outcome.Of(this, static (command, token) => command.FirstValue(token), cancellationToken);

    /// <summary>Runs up to the first statement that has rows, whose reader is returned; closing it runs the statements that are left.</summary>
    public new DuckDBDataReader ExecuteReader() => ExecuteReader(CommandBehavior.Default);

    /// <inheritdoc cref="ExecuteReader()" />
    public new DuckDBDataReader ExecuteReader(CommandBehavior behavior) => Run(behavior, CancellationToken.None);

    /// <inheritdoc />
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteReader(behavior);

    /// <inheritdoc />
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Outcome.Of((this, behavior), static (state, token) => (DbDataReader)state.Item1.Run(state.behavior, token), cancellationToken);

    /// <inheritdoc />
    protected override DbParameter CreateDbParameter() => new DuckDBParameter();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            _batch?.Dispose();
            _batch = null;
        }

        base.Dispose(disposing);
    }

    private int RunAll(CancellationToken cancellationToken)
    {
        using var reader = Run(CommandBehavior.Default, cancellationToken);
        while (reader.NextResult())
        {
        }

        return reader.RecordsAffected;
    }

    private object? FirstValue(CancellationToken cancellationToken)
    {
        using var reader = Run(CommandBehavior.Default, cancellationToken);
        return reader.ReadRow(cancellationToken) && reader.FieldCount > 0 ? reader.GetValue(0) : null;
    }

    private DuckDBDataReader Run(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var connection = Ready();
        var reader = new DuckDBDataReader(this, connection, Batch(connection), behavior, cancellationToken);
        try
        {
            reader.Start();
            connection.Handle.Own(reader);
            return reader;
        }
        catch
        {
            reader.Abandon();
            throw;
        }
    }

    private DuckDBConnection Ready()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_text.Length == 0)
        {
            throw new InvalidOperationException("The command has no CommandText.");
        }

        var connection = _connection ?? throw new InvalidOperationException("The command has no Connection.");
        _ = connection.Handle;
        return connection;
    }

    private StatementBatch Batch(DuckDBConnection connection)
    {
        var text = ParameterText.Rewrite(_text, Parameters);
        if (_batch is null || _batch.IsStale(connection) || _batch.Text != text)
        {
            _batch?.Dispose();
            _batch = null;
            _batch = StatementBatch.Extract(connection, text);
        }

        return _batch;
    }
}
