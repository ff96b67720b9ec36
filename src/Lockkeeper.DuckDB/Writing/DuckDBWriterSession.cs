using System.Data;
using System.Data.Common;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Leasing;
using Lockkeeper.Engines;
using Lockkeeper.Statements;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB.Writing;

/// <summary>
/// The connection that writes. It is made anew in each lease, as the file is closed between them. After an error nothing of
/// the transaction is to be had back, so the session rolls it back at once: the writes beside it are run again.
/// </summary>
internal sealed class DuckDBWriterSession(FileLease lease, string path, ILogger logger) : IWriterSession
{
    private OpenFile? _file;
    private DuckDBConnection? _connection;
    private DuckDBTransaction? _transaction;
    private StatementCache? _statements;
    private PutOffRows? _putOff;
    private bool _lent;
    private volatile bool _revoked;

    /// <inheritdoc/>
    public DbConnection Connection
    {
        get
        {
            _lent = true;
            return Open;
        }
    }

    /// <inheritdoc/>
    public DbTransaction Transaction
    {
        get
        {
            _lent = true;
            return _transaction ?? throw new InvalidOperationException("No transaction is open.");
        }
    }

    /// <summary>DuckDB has none.</summary>
    public bool SupportsSavepoints => false;

    /// <inheritdoc/>
    public bool InTransaction => _transaction?.Connection is { State: ConnectionState.Open };

    private DuckDBConnection Open => _connection ?? throw new InvalidOperationException("No transaction is open.");

    /// <summary>Opens the file where this process has not got it open for writing yet, and begins.</summary>
    public void Begin()
    {
        ObjectDisposedException.ThrowIf(_revoked, this);
        var file = lease.OpenForWriting();
        if (!ReferenceEquals(file, _file) || _connection is not { State: ConnectionState.Open })
        {
            CloseConnection();
            _connection = file.Connect();
            _statements = new StatementCache(_connection);
            _putOff = new PutOffRows(_statements, _putOff is not { IsEnabled: false });
            _file = file;
        }

        _lent = false;
        _connection.Handle.Failure = null;
        _transaction = DuckDBTransaction.BeginByOwner(_connection);
    }

    /// <inheritdoc/>
    public int Execute(SqlText text, ReadOnlySpan<SqlValue> values) => Run(text, values, mayPutOff: false);

    /// <summary>Puts off an <c>INSERT</c> of one row: it changes one row, or fails.</summary>
    public int ExecuteQueued(SqlText text, ReadOnlySpan<SqlValue> values) => Run(text, values, mayPutOff: true);

    /// <inheritdoc/>
    public void RunPutOff() => Run(null, [], mayPutOff: false);

    /// <inheritdoc/>
    public void Savepoint() => throw NoSavepoints();

    /// <inheritdoc/>
    public void Release() => throw NoSavepoints();

    /// <inheritdoc/>
    public void RollbackToSavepoint() => throw NoSavepoints();

    /// <inheritdoc/>
    public void Commit()
    {
        if (_lent) CheckTransaction();
        RunPutOff();
        try
        {
            End("COMMIT");
            _putOff!.Clear(committed: true);
        }
        catch (DuckDBException error) when (DuckDBErrors.IsCommitted(error))
        {
            Log.CommittedWithoutCheckpoint(logger, error, path);
            _putOff!.Clear(committed: true);

            // DuckDB takes nothing more on the instance after some of these.
            lease.Invalidate(error);
        }
        catch (DuckDBException error)
        {
            NoteFatal(error);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        _putOff?.Clear(committed: false);
        if (!InTransaction)
        {
            _transaction = null;
            return;
        }

        try
        {
            End("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // To close the connection rolls back as well; the next transaction gets another.
            CloseConnection();
        }
    }

    /// <summary>Nothing: DuckDB checkpoints by itself after a commit, and the lease does before it closes the file.</summary>
    public bool Maintain(bool idle, out CheckpointReport report)
    {
        report = default;
        return false;
    }

    /// <inheritdoc/>
    public void KeepSnapshot()
    {
        // Another connection of the instance costs nothing to begin on.
    }

    /// <inheritdoc/>
    public void DropSnapshot()
    {
        // As above.
    }

    /// <inheritdoc/>
    public void Interrupt() => _connection?.Interrupt();

    /// <inheritdoc/>
    public void Abandon()
    {
        _revoked = true;
        if (_connection is not { } connection) return;
        connection.Interrupt();
        connection.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => CloseConnection();

    private static NotSupportedException NoSavepoints() => new("DuckDB has no savepoints.");

    // A caller's code may have caught an error. DuckDB has undone the transaction then, and would answer the COMMIT with OK.
    private void CheckTransaction()
    {
        var failure = Open.Handle.Failure;
        try
        {
            Open.ExecuteRaw("SELECT 1");
        }
        catch (DuckDBException error)
        {
            NoteFatal(failure ?? error);
            Rollback();
            if (failure is not null && DuckDBErrors.Classify(failure) == EngineErrorClass.Replay) throw failure;
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Engine,
                "The work of the write caught an error of DuckDB and went on, but DuckDB undoes the whole transaction at an error: nothing was "
                + $"written. Let the error leave the work, or make two writes of it. The error: {(failure ?? error).Message}",
                failure ?? error);
        }
    }

    private int Run(SqlText? text, ReadOnlySpan<SqlValue> values, bool mayPutOff)
    {
        try
        {
            if (mayPutOff && _putOff!.TryAdd(text!, values)) return 1;
            _putOff!.Run();
            return text is null ? 0 : _statements!.Execute(text, 1, values);
        }
        catch (Exception error)
        {
            NoteFatal(error);
            Rollback();
            throw;
        }
    }

    private void End(string sql)
    {
        var transaction = _transaction!;
        _transaction = null;
        transaction.End(sql);
    }

    private void NoteFatal(Exception error)
    {
        if (DuckDBErrors.IsFatal(error)) lease.Invalidate(error);
    }

    private void CloseConnection()
    {
        _transaction = null;
        _statements?.Dispose();
        _statements = null;
        _connection?.Dispose();
        _connection = null;
    }
}
