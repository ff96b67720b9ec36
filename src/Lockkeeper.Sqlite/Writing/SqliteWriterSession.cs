using System.Data.Common;
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

    private static readonly TimeSpan AbandonPause = TimeSpan.FromMilliseconds(5);

    private readonly WriterConnection _connection;
    private readonly UserCodeGuard _guard;
    private readonly WalKeeper _wal;
    private readonly sqlite3 _db;
    private readonly StatementCache _statements;
    private readonly ValueBinder _binder;
    private readonly sqlite3_stmt _begin;
    private readonly sqlite3_stmt _commit;
    private readonly sqlite3_stmt _rollback;
    private readonly sqlite3_stmt _savepoint;
    private readonly sqlite3_stmt _release;
    private readonly sqlite3_stmt _rollbackTo;
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
        _guard.Own = false;

        // The last word on commits: a statement that found itself outside a transaction would commit by itself.
        raw.sqlite3_commit_hook(_db, static state => ((SqliteWriterSession)state)._committing ? 0 : 1, this);
        _statements = new(_db);
        _binder = new(_db);
        connection.Session = this;
    }

    /// <inheritdoc/>
    public DbConnection Connection => _connection;

    /// <inheritdoc/>
    public DbTransaction Transaction => _connection.Adopt();

    /// <inheritdoc/>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <inheritdoc/>
    public void Begin()
    {
        if (!_committed)
        {
            // A rollback marks the driver's transaction object as ended; the next one who asks gets a new one.
            _connection.CurrentTransaction = null;
        }

        _committed = false;
        _inSavepoint = false;
        for (var attempt = 1; ; attempt++)
        {
            var code = Step(_begin, out var extended);
            if (code == ResultCodes.Done)
            {
                return;
            }

            if (extended != ResultCodes.BusySnapshot || attempt == SnapshotAttempts)
            {
                Fail(code, _begin);
            }

            raw.sqlite3_reset(_begin);

            // A data reader that a caller left open keeps an old snapshot, from which no transaction can begin.
            OpenStatements.ResetAll(_db);
        }
    }

    /// <inheritdoc/>
    public int Execute(SqlText text, ReadOnlySpan<SqlValue> values)
    {
        if (_guard.Revoked)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, Texts.Revoked);
        }

        var statement = Prepared(text, text.Text);
        if (!statement.IsSingle)
        {
            throw NotOneStatement(text.Text);
        }

        if (statement.IsControl)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, Texts.TransactionOfWriter);
        }

        if (values.Length != statement.ParameterNames.Length)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported,
                $"The statement has {statement.ParameterNames.Length} parameters and {values.Length} values. Put values in braces, "
                + $"{{value}}, and leave markers of your own (?, @name, $name, :name) out. Statement: {SqliteErrors.Shorten(text.Text)}");
        }

        var large = false;
        for (var i = 0; i < values.Length; i++)
        {
            large |= _binder.Bind(statement.Handle, i + 1, values[i]);
        }

        var code = raw.sqlite3_step(statement.Handle);
        while (code == ResultCodes.Row)
        {
            code = raw.sqlite3_step(statement.Handle);
        }

        if (code != ResultCodes.Done)
        {
            FailExecute(code, statement);
        }

        var changes = statement.Effect switch
        {
            StatementEffect.ChangesRows => raw.sqlite3_changes(_db),
            StatementEffect.Reads => -1,
            _ => 0,
        };
        End(statement, large);
        return changes;
    }

    /// <summary>Runs a caller's command as a kept statement, where it is one statement without rows and binds plainly.</summary>
    /// <returns>Whether it ran; otherwise nothing was done and the driver is to run it.</returns>
    public bool TryExecute(string sql, SqliteParameterCollection? parameters, out int changes)
    {
        changes = 0;
        if (!TryStart(sql, parameters, columns: false, out var statement, out var large, out _))
        {
            return false;
        }

        // As the driver has it: after a statement without rows, whatever it was, SQLite's last count.
        changes = raw.sqlite3_changes(_db);
        End(statement, large);
        return true;
    }

    /// <summary>The same for the first value of the first row.</summary>
    public bool TryScalar(string sql, SqliteParameterCollection? parameters, out object? value)
    {
        value = null;
        if (!TryStart(sql, parameters, columns: true, out var statement, out var large, out var code))
        {
            return false;
        }

        if (code == ResultCodes.Row)
        {
            value = ColumnValue.First(statement.Handle);
        }

        End(statement, large);
        return true;
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
    public bool Maintain(bool idle, out CheckpointReport report) => _wal.Maintain(idle, out report);

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
        _statements.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _savepoint.Dispose();
        _release.Dispose();
        _rollbackTo.Dispose();
        _connection.CloseForGood();
    }

    private bool TryStart(
        string sql, SqliteParameterCollection? parameters, bool columns, out CachedStatement statement, out bool large, out int code)
    {
        large = false;
        code = 0;
        statement = Prepared(sql, sql);
        if (!statement.IsSingle || statement.HasColumns != columns
            || !ParameterBinder.TryBind(statement, parameters, _binder, out large))
        {
            return false;
        }

        code = raw.sqlite3_step(statement.Handle);
        if (code is not (ResultCodes.Done or ResultCodes.Row))
        {
            Fail(code, statement.Handle);
        }

        return true;
    }

    private CachedStatement Prepared(object key, string text)
    {
        try
        {
            return _statements.Get(key, text);
        }
        catch (SqliteException error) when ((error.SqliteErrorCode & 0xff) == ResultCodes.Auth && _guard.TakeRefusal() is { } refusal)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, refusal, error);
        }
    }

    private static void End(CachedStatement statement, bool large)
    {
        raw.sqlite3_reset(statement.Handle);
        if (large)
        {
            raw.sqlite3_clear_bindings(statement.Handle);
        }
    }

    private void EndCallersStatements()
    {
        if (_guard.Used)
        {
            OpenStatements.ResetAll(_db);
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
        _guard.Own = true;
        var code = raw.sqlite3_step(statement);
        _guard.Own = false;
        extended = code == ResultCodes.Done ? 0 : raw.sqlite3_extended_errcode(_db);
        return code;
    }

    // Without a savepoint around it, a statement that failed must leave nothing behind: it is the only one that is told.
    private void FailExecute(int code, CachedStatement statement)
    {
        try
        {
            Fail(code, statement.Handle);
        }
        catch (SqliteException error) when (error.SqliteExtendedErrorCode == ResultCodes.ConstraintCommitHook)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, Texts.WriterCannotRun, error);
        }
        catch (SqliteException)
        {
            // INSERT OR FAIL and RAISE(FAIL) keep what the statement did before it failed. All others undo it, and count 0.
            if (!_inSavepoint && statement.Effect == StatementEffect.ChangesRows && raw.sqlite3_changes(_db) != 0)
            {
                Rollback();
            }

            throw;
        }
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

    private static SharedDatabaseException NotOneStatement(string text) => new(
        SharedDatabaseErrorKind.Unsupported,
        StatementKeyword.First(text).IsEmpty
            ? "The statement is empty: there is nothing to execute."
            : "ExecuteAsync runs one statement, and the text has several. Call it once for each, or run them together in one "
            + $"transaction with WriteAsync. Statement: {SqliteErrors.Shorten(text)}");
}
