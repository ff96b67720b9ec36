using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// The connection that writes, driven through kept statements. Nothing on it waits: where another connection has the
/// lock, <see cref="Begin"/> fails at once with <c>SQLITE_BUSY</c>.
/// </summary>
internal sealed class SqliteWriterSession : IWriterSession
{
    // Between the snapshot and the lock of one BEGIN IMMEDIATE another process may commit; more often in a row is no race.
    private const int SnapshotAttempts = 8;

    // A reader that looks at the WAL's index while it changes takes the write lock for a moment, to see whether it is broken.
    private static readonly TimeSpan MomentaryLock = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan AbandonPause = TimeSpan.FromMilliseconds(5);

    private readonly WriterConnection _connection;
    private readonly UserCodeGuard _guard;
    private readonly WalKeeper _wal;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _rollback;
    private readonly sqlite3_stmt _savepoint;
    private readonly sqlite3_stmt _release;
    private readonly sqlite3_stmt _rollbackTo;
    private readonly KeptSnapshot _snapshot;
    private bool _committing;
    private bool _committed;
    private bool _inSavepoint;

    /// <param name="connection">Open and configured; the session owns it from now on.</param>
    /// <param name="wal">Looks after the connection's WAL.</param>
    public SqliteWriterSession(WriterConnection connection, WalKeeper wal)
    {
        _connection = connection;
        _wal = wal;
        _guard = connection.Guard;
        _db = connection.Handle!;
        _db.enable_sqlite3_next_stmt(true);
        _guard.Install(_db);
        _guard.Own = true;
        _begin = RawSql.Prepare(_db, "BEGIN IMMEDIATE");
        _commit = RawSql.Prepare(_db, "COMMIT");
        _rollback = RawSql.Prepare(_db, "ROLLBACK");
        _savepoint = RawSql.Prepare(_db, $"SAVEPOINT {UserCodeGuard.SavepointName}");
        _release = RawSql.Prepare(_db, $"RELEASE {UserCodeGuard.SavepointName}");
        _rollbackTo = RawSql.Prepare(_db, $"ROLLBACK TO {UserCodeGuard.SavepointName}");
        _snapshot = new(_db, _guard);
        _guard.Own = false;

        // The last word on commits: a statement that found itself outside a transaction would commit by itself.
        raw.sqlite3_commit_hook(_db, static state => ((SqliteWriterSession)state)._committing ? 0 : 1, this);
        Statements = new(_db, _guard, _snapshot.Drop);
        connection.Session = this;
    }

    /// <summary>Runs the statements of callers.</summary>
    public StatementRunner Statements { get; }

    /// <inheritdoc/>
    public DbConnection Connection
    {
        get
        {
            // Whatever callers' code does with it must not meet an open read: to drop a table is refused then.
            DropSnapshot();
            return _connection;
        }
    }

    /// <inheritdoc/>
    public DbTransaction Transaction => _connection.Adopt();

    /// <inheritdoc/>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>
    /// Begins a write transaction. Waits for no other program, but up to 10 ms for readers, which hold SQLite's write lock
    /// for microseconds where they meet a commit.
    /// </summary>
    public void Begin()
    {
        if (!_committed)
        {
            // A rollback marks the driver's transaction object as ended; the next one who asks gets a new one.
            _connection.CurrentTransaction = null;
        }

        _committed = false;
        _inSavepoint = false;
        var code = Step(_begin, out var extended);
        if (code != ResultCodes.Done)
        {
            BeginAgain(code, extended);
        }
        else
        {
            raw.sqlite3_reset(_begin);
        }
    }

    /// <inheritdoc/>
    public int Execute(SqlText text, ReadOnlySpan<SqlValue> values)
    {
        _snapshot.ForgetInterruption();
        try
        {
            return Statements.Execute(text, values);
        }
        catch (SqliteException) when (!_inSavepoint && Statements.KeptPart)
        {
            // Without a savepoint around it, a statement that failed must leave nothing behind: it is the only one that is told.
            Rollback();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Savepoint()
    {
        Run(_savepoint);
        _inSavepoint = true;
    }

    /// <inheritdoc/>
    public void Release()
    {
        EndCallersStatements();
        _inSavepoint = false;
        Run(_release);
    }

    /// <inheritdoc/>
    public void RollbackToSavepoint()
    {
        EndCallersStatements();
        _inSavepoint = false;
        Run(_rollbackTo);
        Run(_release);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        EndCallersStatements();
        _committing = true;
        try
        {
            Run(_commit);
            _committed = true;
        }
        finally
        {
            _committing = false;
        }
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        EndCallersStatements();
        if (InTransaction)
        {
            Run(_rollback);
        }
    }

    /// <inheritdoc/>
    public bool Maintain(bool idle, out CheckpointReport report)
    {
        report = default;
        if (!_wal.IsDue(idle))
        {
            return false;
        }

        DropSnapshot();
        report = _wal.Checkpoint();
        return true;
    }

    /// <inheritdoc/>
    public void KeepSnapshot() => _snapshot.Keep();

    /// <inheritdoc/>
    public void DropSnapshot() => _snapshot.Drop();

    /// <inheritdoc/>
    public void Interrupt()
    {
        _snapshot.NoteInterruption();
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
        _guard.Revoked = true;

        // The caller's code may start one more statement between an interruption and the rollback, which would then wait for
        // its end, hence again and again.
        using var interruptions = TimeProvider.System.CreateTimer(
            static state => ((SqliteWriterSession)state!).Interrupt(), this, TimeSpan.Zero, AbandonPause);
        try
        {
            while (InTransaction)
            {
                OpenStatements.ResetAll(_db);
                _guard.Own = true;
                var code = Step(_rollback, out _);
                raw.sqlite3_reset(_rollback);
                _guard.Own = false;
                if (code != ResultCodes.Done)
                {
                    BlockingDelay.Wait(TimeProvider.System, AbandonPause);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, which rolls back as well.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_db.IsClosed)
        {
            return;
        }

        _connection.Session = null;
        if (InTransaction)
        {
            // Where it fails, closing rolls back all the same.
            OpenStatements.ResetAll(_db);
            Step(_rollback, out _);
        }

        // Otherwise the driver's hook would be called while the handle closes, and throw through native code.
        raw.sqlite3_rollback_hook(_db, null, null);
        raw.sqlite3_commit_hook(_db, null, null);
        Statements.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _savepoint.Dispose();
        _release.Dispose();
        _rollbackTo.Dispose();
        _snapshot.Dispose();
        _wal.Dispose();
        _connection.CloseForGood();
    }

    private void BeginAgain(int code, int extended)
    {
        var start = Stopwatch.GetTimestamp();
        var spin = default(SpinWait);
        for (var snapshots = 0; code != ResultCodes.Done; code = Step(_begin, out extended))
        {
            if (extended == ResultCodes.BusySnapshot && ++snapshots < SnapshotAttempts)
            {
                raw.sqlite3_reset(_begin);

                // A data reader that a caller left open keeps an old snapshot, from which no transaction can begin.
                OpenStatements.ResetAll(_db);
                _snapshot.WasReset();
            }
            else if (extended is ResultCodes.Busy or ResultCodes.BusyRecovery && Stopwatch.GetElapsedTime(start) < MomentaryLock)
            {
                raw.sqlite3_reset(_begin);
                // Never a sleep of a millisecond: a program that writes all the time leaves the lock free for microseconds only.
                spin.SpinOnce(sleep1Threshold: -1);
            }
            else
            {
                Fail(code, _begin);
            }
        }

        raw.sqlite3_reset(_begin);
    }

    private void EndCallersStatements()
    {
        if (_guard.Used)
        {
            OpenStatements.ResetAll(_db);
            _snapshot.WasReset();
            _guard.Used = false;
        }
    }

    private void Run(sqlite3_stmt statement)
    {
        var code = Step(statement, out _);
        if (code != ResultCodes.Done)
        {
            Fail(code, statement);
        }

        raw.sqlite3_reset(statement);
    }

    private int Step(sqlite3_stmt statement, out int extended)
    {
        _snapshot.ForgetInterruption();
        _guard.Own = true;
        var code = raw.sqlite3_step(statement);
        _guard.Own = false;
        extended = code == ResultCodes.Done ? 0 : raw.sqlite3_extended_errcode(_db);
        return code;
    }

    private void Fail(int code, sqlite3_stmt statement)
    {
        try
        {
            SqliteException.ThrowExceptionForRC(code, _db);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

}
