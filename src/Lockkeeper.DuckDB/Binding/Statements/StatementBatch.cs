using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Statements;

/// <summary>
/// A text's statements, each prepared when its turn comes, as a later one may need what an earlier one makes. A text of one statement stays
/// prepared, and DuckDB binds it anew where the catalog has changed.
/// </summary>
internal sealed class StatementBatch : IDisposable
{
    // DUCKDB_STATEMENT_TYPE_TRANSACTION
    private const int Transaction = 10;

    private readonly ConnectionHandle _connection;
    private readonly ExtractedHandle _statements;
    private StatementHandle? _only;
    private string[]? _onlyNames;

    private StatementBatch(DuckDBConnection connection, string text)
    {
        _connection = connection.Handle;
        Text = text;
        _statements = ExtractedHandle.Extract(_connection, text);
        _connection.Own(_statements);
    }

    public string Text { get; }

    public int Count => _statements.Count;

    /// <summary>Whether its connection was closed meanwhile, or is another one than <paramref name="connection"/>.</summary>
    public bool IsStale(DuckDBConnection connection) => _statements.IsClosed || !ReferenceEquals(_connection, connection.Handle);

    /// <exception cref="DuckDBException">It is no SQL.</exception>
    public static StatementBatch Extract(DuckDBConnection connection, string text) => new(connection, text);

    /// <summary>Prepares the statement where it is the only one, so that it need not be later.</summary>
    public void Prepare()
    {
        if (Count == 1 && _only is null)
        {
            _only = StatementHandle.Prepare(_connection, _statements, 0);
            _connection.Own(_only);
            _onlyNames = ParameterBinder.Names(_only);
        }
    }

    /// <summary>Runs the statement at <paramref name="index"/> on the calling thread.</summary>
    public ResultHandle Execute(int index, DuckDBCommand command, bool streaming, CancellationToken cancellationToken)
    {
        Prepare();
        var statement = _only ?? StatementHandle.Prepare(_connection, _statements, index);
        try
        {
            if (_connection.HasOwner && StatementCalls.Type(statement) == Transaction) throw new TransactionOwnedException();
            ParameterBinder.Bind(statement, _onlyNames ?? ParameterBinder.Names(statement), command.Parameters);
            return Interruption.Run(
                _connection,
                command.CommandTimeout,
                cancellationToken,
                (_connection, statement, streaming),
                static state => ResultHandle.Execute(state._connection, state.statement, state.streaming));
        }
        catch (DuckDBException error)
        {
            _connection.Failure = error;
            throw;
        }
        finally
        {
            if (!ReferenceEquals(statement, _only))
            {
                statement.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _only?.Dispose();
        _statements.Dispose();
    }
}
