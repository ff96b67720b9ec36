using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.DuckDB.Instances;
using Lockkeeper.DuckDB.Native;
using Lockkeeper.DuckDB.Statements;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB;

/// <summary>
/// Reads a result, chunk by chunk of up to 2,048 rows, out of DuckDB's memory. The typed getters do not box. Used by one thread at a time.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "A DbDataReader is no typed collection.")]
public sealed partial class DuckDBDataReader : DbDataReader, IPart
{
    private readonly DuckDBCommand _command;
    private readonly DuckDBConnection _connection;
    private readonly StatementBatch _batch;
    private readonly CommandBehavior _behavior;
    private readonly CancellationToken _cancellationToken;
    private readonly bool _isStreaming;

    private ResultHandle? _result;
    private VectorReader[] _columns = [];
    private string[] _names = [];
    private Dictionary<string, int>? _ordinals;
    private int _next;
    private int _row = -1;
    private int _rows;
    private int _affected = -1;
    private bool _hasBegun;
    private bool _isClosed;

    internal DuckDBDataReader(
        DuckDBCommand command, DuckDBConnection connection, StatementBatch batch, CommandBehavior behavior, CancellationToken cancellationToken)
    {
        _command = command;
        _connection = connection;
        _batch = batch;
        _behavior = behavior;
        _cancellationToken = cancellationToken;
        _isStreaming = command.Streaming;
    }

    /// <inheritdoc />
    public override int Depth => 0;

    /// <inheritdoc />
    public override int FieldCount => _columns.Length;

    /// <inheritdoc />
    public override bool IsClosed => _isClosed;

    /// <summary>How many rows the statements run so far have changed, or -1 where none is one that changes rows.</summary>
    public override int RecordsAffected => _affected;

    /// <inheritdoc />
    public override bool HasRows
    {
        get
        {
            if (!_hasBegun && _rows == 0 && _result is not null)
            {
                // The first chunk is fetched, its first row not entered.
                FetchChunk(_cancellationToken);
                _row = -1;
            }

            return _hasBegun || _rows > 0;
        }
    }

    bool IPart.IsReleased => _isClosed;

    /// <summary>Goes to the next row. Blocks where the result is streamed and the row is not made yet.</summary>
    /// <exception cref="DuckDBException">A streamed result failed on its way.</exception>
    public override bool Read() => ReadRow(_cancellationToken);

    /// <inheritdoc cref="Read()" />
    public override Task<bool> ReadAsync(CancellationToken cancellationToken) =>
        _row + 1 < _rows && !cancellationToken.IsCancellationRequested && !_isClosed
            ? Task.FromResult(ReadRow(cancellationToken))
            : Outcome.Of(this, static (reader, token) => reader.ReadRow(token), cancellationToken);

    /// <summary>Runs the statements up to the next that has rows. Returns <see langword="false"/> where there is none.</summary>
    public override bool NextResult()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        DropResult();
        while (_next < _batch.Count)
        {
            if (Take(ExecuteNext()))
            {
                return true;
            }
        }

        return false;
    }

    private ResultHandle ExecuteNext()
    {
        try
        {
            return _batch.Execute(_next++, _command, _isStreaming, _cancellationToken);
        }
        catch
        {
            // What comes after a statement that failed is not run, by Close either.
            _next = _batch.Count;
            throw;
        }
    }

    /// <inheritdoc />
    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) =>
        Outcome.Of(this, static (reader, _) => reader.NextResult(), cancellationToken);

    /// <summary>Runs the statements that are left, and frees the result.</summary>
    public override void Close()
    {
        if (_isClosed)
        {
            return;
        }

        try
        {
            while (_connection.State == ConnectionState.Open && _next < _batch.Count && NextResult())
            {
            }
        }
        finally
        {
            Abandon();
            if (_behavior.HasFlag(CommandBehavior.CloseConnection))
            {
                _connection.Close();
            }
        }
    }

    /// <inheritdoc />
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    internal void Start() => NextResult();

    internal void Abandon()
    {
        DropResult();
        _isClosed = true;
    }

    void IPart.Release() => Abandon();

    internal bool ReadRow(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (++_row < _rows)
        {
            _hasBegun = true;
            return true;
        }

        if (_result is not null && FetchChunk(cancellationToken))
        {
            _row = 0;
            _hasBegun = true;
            return true;
        }

        _row = _rows;
        return false;
    }

    private bool FetchChunk(CancellationToken cancellationToken)
    {
        // Set first: where fetching throws, there is no row.
        _rows = 0;
        var result = _result!;
        _rows = _isStreaming
            ? Interruption.Run(_connection.Handle, _command.CommandTimeout, cancellationToken, result, static result => result.FetchChunk())
            : result.FetchChunk();
        if (_rows == 0)
        {
            return false;
        }

        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Attach(result.Vector(i));
        }

        return true;
    }

    private unsafe bool Take(ResultHandle result)
    {
        switch (result.ReturnType)
        {
            case ResultCalls.QueryResult:
                _result = result;

                // What RETURNING returns was changed.
                if (ResultCalls.StatementType(*result.Pointer) is ResultCalls.Insert or ResultCalls.Update or ResultCalls.Delete)
                {
                    AddAffected(ResultCalls.RowCount(result.Pointer));
                }

                var count = (int)ResultCalls.ColumnCount(result.Pointer);
                _columns = new VectorReader[count];
                _names = new string[count];
                for (var i = 0; i < count; i++)
                {
                    _columns[i] = new(ColumnType.Take(ResultCalls.ColumnType(result.Pointer, (ulong)i)));
                    _names[i] = NativeText.Read(ResultCalls.ColumnName(result.Pointer, (ulong)i)) ?? "";
                }

                return true;
            case ResultCalls.ChangedRows:
                AddAffected(ResultCalls.RowsChanged(result.Pointer));
                break;
        }

        result.Dispose();
        return false;
    }

    private void AddAffected(ulong rows) => _affected = checked(Math.Max(_affected, 0) + (int)rows);

    private void DropResult()
    {
        _result?.Dispose();
        _result = null;
        _columns = [];
        _names = [];
        _ordinals = null;
        _rows = 0;
        _row = -1;
        _hasBegun = false;
    }
}
