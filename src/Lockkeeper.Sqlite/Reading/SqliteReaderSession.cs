using System.Data.Common;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Opening;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Reading;

/// <summary>
/// A connection that cannot write: its handle is opened for reading only, so that not even <c>PRAGMA query_only=0</c> or an
/// attached file lets a write through, and <c>query_only</c> is on as well, so that temporary tables do not pile up on it.
/// </summary>
internal sealed class SqliteReaderSession : IReaderSession
{
    private readonly ReaderConnection _connection;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _snapshot;
    private readonly sqlite3_stmt _end;

    /// <param name="connection">Open and configured; the session owns it from now on.</param>
    public SqliteReaderSession(ReaderConnection connection)
    {
        _connection = connection;
        _db = connection.Handle!;
        _db.enable_sqlite3_next_stmt(true);
        connection.Guard.Install(_db);
        connection.Guard.Own = true;
        _begin = RawSql.Prepare(_db, "BEGIN");
        _snapshot = RawSql.Prepare(_db, "SELECT 1 FROM sqlite_master LIMIT 1");
        _end = RawSql.Prepare(_db, "COMMIT");
        connection.Guard.Own = false;
    }

    /// <inheritdoc/>
    public DbConnection Connection => _connection;

    /// <summary>
    /// Begins a snapshot. SQLite would take it at the first read only; it is taken here, so that it is the state at this
    /// moment, and so that a file that is busy (another process recovers the WAL) shows here and not in a caller's code.
    /// </summary>
    public void Begin()
    {
        Run(_begin);
        try
        {
            Run(_snapshot);
        }
        catch (SqliteException)
        {
            Run(_end);
            throw;
        }
    }

    /// <inheritdoc/>
    public bool End()
    {
        if (_connection.Guard.Used)
        {
            // A reader that the caller left open would keep the snapshot, and with it the WAL.
            OpenStatements.ResetAll(_db);
            _connection.Guard.Used = false;
        }

        if (raw.sqlite3_get_autocommit(_db) == 0)
        {
            Run(_end);
        }

        return raw.sqlite3_get_autocommit(_db) != 0 && _connection.Guard is { Changed: false, Revoked: false };
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        try
        {
            raw.sqlite3_interrupt(_db);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: nothing runs on it any more.
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        _connection.Guard.Revoked = true;
        try
        {
            // SQLite ends a transaction beside an open statement of it. The statement itself is not reset from here: its code
            // may be reading a column at this moment. At its next step it finds the interruption.
            if (raw.sqlite3_get_autocommit(_db) == 0)
            {
                raw.sqlite3_step(_end);
                raw.sqlite3_reset(_end);
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, which ends the snapshot as well.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _begin.Dispose();
        _snapshot.Dispose();
        _end.Dispose();
        _connection.CloseForGood();
    }

    private void Run(sqlite3_stmt statement)
    {
        _connection.Guard.Own = true;
        try
        {
            var code = raw.sqlite3_step(statement);
            if (code is not (ResultCodes.Done or ResultCodes.Row))
            {
                SqliteException.ThrowExceptionForRC(code, _db);
            }
        }
        finally
        {
            raw.sqlite3_reset(statement);
            _connection.Guard.Own = false;
        }
    }
}
