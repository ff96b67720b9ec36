using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The turn of one open drop-in connection: taken before what writes, given back once no transaction is open any more, and
/// taken away by the watchdog. <c>DESIGN.md</c> beside this file says how.
/// </summary>
internal sealed class InteractiveTurn : IDisposable
{
    private readonly DatabaseCore _core;
    private readonly sqlite3 _db;
    private readonly ConnectionHooks? _hooks;
    private readonly StatementClassifier _classifier;
    private readonly AttachedFiles _attached;
    private readonly TurnLoan _loan;
    private readonly Revocation _revocation;
    private readonly TurnEntrance _entrance;
    private bool _attaches;

    /// <summary>Belongs to the connection's handle from when it is opened to when it is closed.</summary>
    public InteractiveTurn(DatabaseCore core, SqliteEngine engine, sqlite3 db, ConnectionHooks? hooks)
    {
        _core = core;
        _db = db;
        _hooks = hooks;
        _classifier = engine.Connections.Classifier;
        _attached = new(engine.Identity, request => _revocation!.TakeAwayAttached(request));
        _loan = new(core, engine, hooks, _attached);
        _revocation = new(core, engine, db, hooks, _loan, _attached);
        Wait = new(core, engine.Options.Retry, hooks, _loan);
        _entrance = new(core, _attached, _loan, _revocation, Wait);
        if (hooks is not null)
        {
            hooks.IsRevoked = false;
        }
    }

    /// <summary>The deadline of the call that is under way, and its wait for SQLite's lock.</summary>
    public LockWait Wait { get; }

    /// <summary>Whether the handle is to be closed instead of kept.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether the driver itself need not wait for SQLite's lock.</summary>
    public bool WaitsForLock => _hooks is not null;

    /// <summary>Whether a transaction is open that was begun by a statement of its own.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>Whether it is open under the turn, and not for too long yet.</summary>
    public bool HasTransaction => _loan.IsHeld && InTransaction && !IsRevoked;

    /// <summary>What the driver gives as the rows affected by transaction control: SQLite's count of an earlier statement.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    /// <summary>Whether the watchdog ended the transaction and its code was not told yet, or still has the driver's object for it.</summary>
    public bool IsRevoked => _revocation.Error is not null;

    /// <summary>What <paramref name="text"/> does.</summary>
    public StatementTraits Classify(string text) => _classifier.Classify(_db, text);

    /// <summary>Called before a command runs: takes the turn where it needs one. Blocks the calling thread meanwhile.</summary>
    /// <exception cref="SqliteException">With <c>SQLITE_BUSY</c>: the turn was not had in time; the message names its holder.</exception>
    /// <exception cref="SharedDatabaseException">The transaction was rolled back from outside.</exception>
    public void Enter(StatementTraits traits, int timeout, string text)
    {
        if (Begin(traits, timeout, text)) _entrance.Enter();
    }

    /// <summary>As <see cref="Enter"/>, without blocking; the turn is had when the task ends.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask EnterAsync(StatementTraits traits, int timeout, string text, CancellationToken cancellationToken) =>
        Begin(traits, timeout, text) ? _entrance.EnterAsync(cancellationToken) : default;

    /// <summary>A command that writes begins to run. The turn is not given back before <see cref="EndWrite"/>.</summary>
    public void BeginWrite() => _loan.BeginUse();

    /// <summary>It has ended, its data reader included.</summary>
    public void EndWrite() => _loan.EndUse();

    /// <summary>Runs <c>BEGIN IMMEDIATE</c>, <c>COMMIT</c> or <c>ROLLBACK</c> without the driver.</summary>
    /// <param name="traits">Which of them.</param>
    /// <param name="hasObject">Whether the driver has an object for the transaction, which is still to be rolled back.</param>
    /// <exception cref="SqliteException">As the driver would throw it.</exception>
    public void Control(StatementTraits traits, bool hasObject)
    {
        if (_revocation.Error is { } revoked)
        {
            // A rollback is what has been done already; a commit is told that it comes too late.
            if (traits.HasFlag(StatementTraits.IsRollback) || !hasObject)
            {
                _revocation.Forget();
            }

            if (traits.HasFlag(StatementTraits.IsRollback))
            {
                return;
            }

            throw revoked;
        }

        var before = Wait.BeginRun();
        var code = raw.sqlite3_exec(
            _db,
            traits.HasFlag(StatementTraits.IsBegin) ? "BEGIN IMMEDIATE" : traits.HasFlag(StatementTraits.IsCommit) ? "COMMIT" : "ROLLBACK");
        LockWait.EndRun(before);
        if (code == ResultCodes.Ok)
        {
            GiveBackIfOver();
            return;
        }

        try
        {
            SqliteException.ThrowExceptionForRC(code, _db);
        }
        catch (SqliteException error)
        {
            GiveBackIfOver();
            throw Explain(error);
        }
    }

    /// <summary>Called after each command: gives the turn back where no transaction is open any more.</summary>
    public void GiveBackIfOver()
    {
        if (_attaches && !_entrance.IsClosed)
        {
            _attaches = false;
            _attached.Refresh(_db);
        }

        if (_loan.IsHeld && !InTransaction) _loan.End(mayKeep: !IsRevoked);
    }

    /// <summary>Called before each attempt of a call that waits in between.</summary>
    /// <exception cref="InvalidOperationException">The connection was closed meanwhile; its handle may be another's by now.</exception>
    public void ThrowIfClosed() => _entrance.ThrowIfClosed();

    /// <summary>Rolls back what a text began that met SQLite's lock before it had written anything.</summary>
    public void UndoBegin()
    {
        if (InTransaction) raw.sqlite3_exec(_db, "ROLLBACK");
    }

    /// <summary>Puts back what a caller's pragma may have replaced.</summary>
    public void Mend() => _hooks?.Install(_db);

    /// <summary>Interrupts the statement that runs. Any thread.</summary>
    public void Interrupt() => _revocation.Interrupt();

    /// <summary>As <see cref="Interrupt"/>, and ends a wait for SQLite's lock, which an interruption does not. Any thread.</summary>
    public void Cancel()
    {
        Wait.Cancel();
        Interrupt();
    }

    /// <summary>The connection is about to be closed: nothing of it stays open, and its turn is given back.</summary>
    public void Close()
    {
        if (InTransaction && raw.sqlite3_exec(_db, "ROLLBACK") != ResultCodes.Ok)
        {
            IsDirty = true;
        }

        _loan.Reclaim();

        // A call may still wait for the turn: it gives it back as soon as it has it.
        _entrance.Close();

        // A data reader that was forgotten would keep its snapshot for whoever gets the handle next.
        OpenStatements.ResetAll(_db);
        if (_loan.IsHeld)
        {
            _loan.Close();
        }

        // Waits for the end of a taking away that has begun: it must not touch the handle when that is another's.
        _attached.Give();

        IsDirty |= IsRevoked || InTransaction;
    }

    /// <inheritdoc/>
    public void Dispose() => _entrance.Dispose();

    /// <summary>The error that callers see for what SQLite said.</summary>
    public Exception Explain(SqliteException error)
    {
        if (_revocation.Error is { } revoked)
        {
            if (!InTransaction && !_loan.IsHeld)
            {
                _revocation.Forget();
            }

            return revoked;
        }

        if ((error.SqliteErrorCode & 0xff) != ResultCodes.Busy || error.SqliteExtendedErrorCode == ResultCodes.BusySnapshot || Wait.OnBusy())
        {
            return error;
        }

        return new SqliteException(
            $"{error.Message} {_attached.DescribeHolders(_core)} Let that program commit sooner, or raise CommandTimeout.",
            error.SqliteErrorCode,
            error.SqliteExtendedErrorCode);
    }

    // Whether the turn is needed and not had.
    private bool Begin(StatementTraits traits, int timeout, string text)
    {
        if (_revocation.Error is { } revoked && !traits.EndsTransaction())
        {
            throw revoked;
        }

        if (traits.HasFlag(StatementTraits.Attaches))
        {
            AttachText.RefuseMixed(_db, text);
            _attaches = true;
        }

        IsDirty |= traits.HasFlag(StatementTraits.Dirties);
        _attaches |= traits.HasFlag(StatementTraits.Dirties) && text.Contains("DETACH", StringComparison.OrdinalIgnoreCase);
        Wait.BeginCommand(timeout, text);
        if (!traits.NeedsTheTurn())
        {
            return false;
        }

        _loan.GoOn();
        return !_loan.IsHeld;
    }
}
