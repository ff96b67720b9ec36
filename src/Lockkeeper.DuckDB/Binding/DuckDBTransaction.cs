using System.Data;
using System.Data.Common;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.DuckDB;

/// <summary>
/// A transaction: a snapshot of the database, and what is written on top of it. DuckDB has no savepoints and nests no transactions; after an
/// error in it nothing but <see cref="Rollback"/> works (https://duckdb.org/docs/stable/sql/statements/transactions).
/// </summary>
public sealed class DuckDBTransaction : DbTransaction
{
    private DuckDBConnection? _connection;

    private DuckDBTransaction(DuckDBConnection connection) => _connection = connection;

    /// <inheritdoc />
    public override IsolationLevel IsolationLevel => IsolationLevel.Snapshot;

    /// <inheritdoc />
    protected override DbConnection? DbConnection => _connection;

    internal static DuckDBTransaction Begin(DuckDBConnection connection, IsolationLevel isolationLevel)
    {
        if (isolationLevel is IsolationLevel.Serializable or IsolationLevel.Chaos)
        {
            throw new NotSupportedException($"DuckDB has snapshot isolation only, not {isolationLevel}.");
        }

        if (connection.Transaction is not null)
        {
            throw new InvalidOperationException("The connection has a transaction already, and DuckDB does not nest them.");
        }

        if (connection.Handle.HasOwner)
        {
            throw new TransactionOwnedException();
        }

        return BeginByOwner(connection);
    }

    internal static DuckDBTransaction BeginByOwner(DuckDBConnection connection)
    {
        connection.ExecuteRaw("BEGIN TRANSACTION");
        return connection.Transaction = new(connection);
    }

    /// <summary>
    /// Commits. When it throws, the transaction is rolled back and over: with <see cref="DuckDBErrorType.Transaction"/>, another one changed
    /// the same rows, and the work may be done anew.
    /// </summary>
    public override void Commit() => EndByCaller("COMMIT");

    /// <summary>Takes back all that was written in it.</summary>
    public override void Rollback() => EndByCaller("ROLLBACK");

    internal void Forget() => _connection = null;

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing && _connection is { State: ConnectionState.Open, Handle.HasOwner: false })
        {
            try
            {
                Rollback();
            }
            catch (DuckDBException)
            {
                // The transaction was ended by an error or by SQL: there is nothing left to take back.
            }
        }

        base.Dispose(disposing);
    }

    private void EndByCaller(string sql)
    {
        if (_connection is { State: ConnectionState.Open, Handle.HasOwner: true })
        {
            throw new TransactionOwnedException();
        }

        End(sql);
    }

    internal void End(string sql)
    {
        var connection = _connection ?? throw new InvalidOperationException("The transaction is over.");
        _connection = null;
        connection.Transaction = null;
        connection.ExecuteRaw(sql);
    }
}
