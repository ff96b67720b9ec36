using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Statements;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>Runs the statements of callers on the writer's handle, each kept prepared. One thread at a time.</summary>
internal sealed class StatementRunner : IDisposable
{
    private readonly sqlite3 _db;
    private readonly UserCodeGuard _guard;
    private readonly StatementCache _statements;
    private readonly ValueBinder _binder;
    private readonly DirectExecution? _direct;
    private readonly Action _beforeSchemaChange;

    /// <param name="db">The writer's handle.</param>
    /// <param name="guard">What refuses callers' statements.</param>
    /// <param name="beforeSchemaChange">Called before a statement that may be refused while another is under way.</param>
    public StatementRunner(sqlite3 db, UserCodeGuard guard, Action beforeSchemaChange)
    {
        _beforeSchemaChange = beforeSchemaChange;
        _db = db;
        _guard = guard;
        _statements = new(db);
        _binder = new(db);
        _direct = DirectExecution.TryCreate(db, _binder);
    }

    /// <summary>Whether the last statement that failed in <see cref="Execute"/> kept a part of what it did.</summary>
    public bool KeptPart { get; private set; }

    /// <inheritdoc cref="Engines.IWriterSession.Execute"/>
    public int Execute(SqlText text, ReadOnlySpan<SqlValue> values)
    {
        KeptPart = false;
        if (_guard.Revoked)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.WriteTooLong, Texts.Revoked);
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

        if (statement.Effect == StatementEffect.ChangesOther)
        {
            _beforeSchemaChange();
        }

        var code = _direct is { } direct
            ? direct.Run(statement, values, out var changes, out var large)
            : Run(statement, values, out changes, out large);
        if (code != ResultCodes.Done)
        {
            FailExecute(code, statement);
        }

        if (large)
        {
            raw.sqlite3_clear_bindings(statement.Handle);
        }

        return statement.Effect switch
        {
            StatementEffect.ChangesRows => changes,
            StatementEffect.Reads => -1,
            _ => 0,
        };
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
    public void Dispose()
    {
        _statements.Dispose();
        _direct?.Dispose();
    }

    // As DirectExecution.Run, by way of the provider.
    private int Run(CachedStatement statement, ReadOnlySpan<SqlValue> values, out int changes, out bool large)
    {
        large = false;
        changes = 0;
        for (var i = 0; i < values.Length; i++)
        {
            large |= _binder.Bind(statement.Handle, i + 1, values[i]);
        }

        int code;
        do
        {
            code = raw.sqlite3_step(statement.Handle);
        }
        while (code == ResultCodes.Row);
        if (code == ResultCodes.Done)
        {
            changes = raw.sqlite3_changes(_db);
            raw.sqlite3_reset(statement.Handle);
        }

        return code;
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
            KeptPart = statement.Effect == StatementEffect.ChangesRows && raw.sqlite3_changes(_db) != 0;
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
