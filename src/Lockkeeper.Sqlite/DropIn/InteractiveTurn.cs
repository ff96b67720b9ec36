using System.Diagnostics;
using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The turn of one open drop-in connection: taken before what writes, given back once no transaction is open any more, and
/// taken away by the watchdog. <c>DESIGN.md</c> beside this file says how.
/// </summary>
internal sealed class InteractiveTurn : ITurnOwner, IDisposable
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);
    private static readonly long AtOnce = Stopwatch.Frequency / 50_000;
    private static readonly TimeSpan InterruptEvery = TimeSpan.FromMilliseconds(5);

    private readonly DatabaseCore _core;
    private readonly SqliteEngine _engine;
    private readonly sqlite3 _db;
    private readonly ConnectionHooks? _hooks;
    private readonly StatementClassifier _classifier;
    private readonly SemaphoreSlim _entering = new(1, 1);
    private TurnRequest? _held;
    private int _writing;
    private int _uncounted;
    private int _kept;
    private bool _comesBack;
    private long _ended;
    private int _commits;
    private string? _stack;
    private readonly AttachedFiles _attached;
    private bool _attaches;
    private volatile Exception? _revoked;

    /// <summary>Belongs to the connection's handle from when it is opened to when it is closed.</summary>
    public InteractiveTurn(DatabaseCore core, SqliteEngine engine, sqlite3 db, ConnectionHooks? hooks)
    {
        _core = core;
        _engine = engine;
        _db = db;
        _hooks = hooks;
        _classifier = engine.Connections.Classifier;
        _attached = new AttachedFiles(engine.Identity, RevokeFor);
        if (hooks is not null)
        {
            hooks.IsRevoked = false;
            _commits = hooks.Commits;
        }
    }

    /// <summary>What the connection's writes are called where the caller named them.</summary>
    public string? Operation { get; set; }

    /// <summary>Whether the handle is to be closed instead of kept.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether the driver itself need not wait for SQLite's lock.</summary>
    public bool WaitsForLock => _hooks is not null;

    /// <summary>
    /// Whether a lock of SQLite's in other hands ends a statement at once: a checkpoint says what holds it back, and does not
    /// wait for it with the turn in hand.
    /// </summary>
    public bool RefusesToWait { get; set; }

    /// <summary>Whether a transaction is open that was begun by a statement of its own.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>What the driver gives as the rows affected by transaction control: SQLite's count of an earlier statement.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    /// <summary>Whether the watchdog ended the transaction and its code was not told yet, or still has the driver's object for it.</summary>
    public bool IsRevoked => _revoked is not null;

    /// <summary>What <paramref name="text"/> does.</summary>
    public StatementTraits Classify(string text) => _classifier.Classify(_db, text);

    /// <summary>Called before a command runs: takes the turn where it needs one. Blocks the calling thread meanwhile.</summary>
    /// <exception cref="SqliteException">With <c>SQLITE_BUSY</c>: the turn was not had in time; the message names its holder.</exception>
    /// <exception cref="SharedDatabaseException">The transaction was rolled back from outside.</exception>
    public void Enter(StatementTraits traits, int timeout, string text)
    {
        var wait = Begin(traits, timeout, text);
        if (wait is not { } limit)
        {
            return;
        }

        _entering.Wait();
        try
        {
            if (Volatile.Read(ref _held) is not null)
            {
                return;
            }

            foreach (var file in _attached.Before) file.Take(limit, Name(text));
            var request = new TurnRequest(this, blocking: true);
            _core.AskForTurn(request, limit, CancellationToken.None, Name(text));
            _core.AwaitTurn(request);
            Got(request);
            foreach (var file in _attached.After) file.Take(limit, Name(text));
        }
        catch (Exception error) when (ReleaseAfter(error))
        {
            throw Locked((SharedDatabaseException)error, limit, text);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>As <see cref="Enter"/>, without blocking; the turn is had when the task ends.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask EnterAsync(StatementTraits traits, int timeout, string text, CancellationToken cancellationToken)
    {
        var wait = Begin(traits, timeout, text);
        if (wait is not { } limit)
        {
            return;
        }

        await _entering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _held) is not null)
            {
                return;
            }

            foreach (var file in _attached.Before) await file.TakeAsync(limit, Name(text), cancellationToken).ConfigureAwait(false);
            var request = new TurnRequest(this, blocking: false);
            _core.AskForTurn(request, limit, cancellationToken, Name(text));
            await request.WaitAsync().ConfigureAwait(false);
            Got(request);
            foreach (var file in _attached.After) await file.TakeAsync(limit, Name(text), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (ReleaseAfter(error))
        {
            throw Locked((SharedDatabaseException)error, limit, text);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>A command that writes begins to run. The turn is not given back before <see cref="EndWrite"/>.</summary>
    public void BeginWrite() => Interlocked.Increment(ref _writing);

    /// <summary>It has ended, its data reader included.</summary>
    public void EndWrite() => Interlocked.Decrement(ref _writing);

    /// <summary>Runs <c>BEGIN IMMEDIATE</c>, <c>COMMIT</c> or <c>ROLLBACK</c> without the driver.</summary>
    /// <param name="traits">Which of them.</param>
    /// <param name="hasObject">Whether the driver has an object for the transaction, which is still to be rolled back.</param>
    /// <exception cref="SqliteException">As the driver would throw it.</exception>
    public void Control(StatementTraits traits, bool hasObject)
    {
        if (_revoked is { } revoked)
        {
            // A rollback is what has been done already; a commit is told that it comes too late.
            if (traits.HasFlag(StatementTraits.IsRollback) || !hasObject)
            {
                Forget();
            }

            if (traits.HasFlag(StatementTraits.IsRollback))
            {
                return;
            }

            throw revoked;
        }

        var code = raw.sqlite3_exec(
            _db,
            traits.HasFlag(StatementTraits.IsBegin) ? "BEGIN IMMEDIATE" : traits.HasFlag(StatementTraits.IsCommit) ? "COMMIT" : "ROLLBACK");
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
        if (_attaches)
        {
            _attaches = false;
            _attached.Refresh(_db);
        }

        if (Volatile.Read(ref _held) is not { } held || Volatile.Read(ref _writing) > 0 || InTransaction || Volatile.Read(ref _kept) != 0)
        {
            return;
        }

        if (_comesBack && _revoked is null && !_attached.Any && NoteCommits() && _core.TryKeepTurn(held))
        {
            Volatile.Write(ref _kept, 1);
            return;
        }

        GiveBack();
    }

    // Where the turn was kept since the last transaction: whether it still is this connection's.
    private void GoOn()
    {
        if (Volatile.Read(ref _held) is not null && Volatile.Read(ref _kept) == 0)
        {
            // In the middle of a transaction.
            return;
        }

        _comesBack = Stopwatch.GetTimestamp() - _ended < AtOnce;
        if (Reclaim())
        {
            _engine.VerifyFile();
        }
    }

    // Whether the turn was kept and still is this connection's.
    private bool Reclaim()
    {
        if (Interlocked.Exchange(ref _kept, 0) == 0)
        {
            return false;
        }

        if (Volatile.Read(ref _held) is { } held && held.TryGoOn())
        {
            return true;
        }

        // Another gave it back meanwhile, on this connection's behalf.
        Volatile.Write(ref _held, null);
        return false;
    }

    private void GiveBack()
    {
        if (Interlocked.Exchange(ref _held, null) is not { } held)
        {
            return;
        }

        NoteCommits();
        var committed = _uncounted;
        _uncounted = 0;
        _attached.Give();
        _core.GiveTurn(held, committed);
    }

    // The turns that were had when the next one was not to be had. Returns whether it is Lockkeeper's own error.
    private bool ReleaseAfter(Exception error)
    {
        _attached.Give();
        if (_attached.Any && !InTransaction) GiveBack();
        return error is SharedDatabaseException;
    }

    // An attached file's turn is taken away: the transaction is one for all files, and so is its end.
    private void RevokeFor(TurnRequest request)
    {
        Revoke(request);
        GiveAllElsewhere();
    }

    // Both files may take their turns away at one moment, and each waits for the end of the other's: neither is waited for here.
    private void GiveAllElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(
        static turn =>
        {
            turn._attached.Give();
            if (turn._attached.Any && Interlocked.Exchange(ref turn._held, null) is { } held) turn._core.GiveTurn(held, committed: 0);
        },
        this,
        preferLocal: false);

    // Under the turn. Returns true.
    private bool NoteCommits()
    {
        _ended = Stopwatch.GetTimestamp();
        if (_hooks is not null && _hooks.Commits != _commits)
        {
            _uncounted += _hooks.Commits - _commits;
            _commits = _hooks.Commits;
            _engine.NoteWalPages(_hooks.WalPages);
        }

        return true;
    }

    /// <summary>Puts back what a caller's pragma may have replaced.</summary>
    public void Mend() => _hooks?.Install(_db);

    /// <summary>Interrupts the statement that runs. Any thread.</summary>
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

    /// <summary>The connection is about to be closed: nothing of it stays open, and its turn is given back.</summary>
    public void Close()
    {
        if (InTransaction && raw.sqlite3_exec(_db, "ROLLBACK") != ResultCodes.Ok)
        {
            IsDirty = true;
        }

        Reclaim();
        if (Volatile.Read(ref _held) is not null)
        {
            OpenStatements.ResetAll(_db);
            Interlocked.Exchange(ref _writing, 0);
            GiveBack();
        }

        IsDirty |= IsRevoked || InTransaction;
    }

    /// <inheritdoc/>
    public void Dispose() => _entering.Dispose();

    /// <summary>The error that callers see for what SQLite said.</summary>
    public Exception Explain(SqliteException error)
    {
        if (_revoked is { } revoked)
        {
            if (!InTransaction && Volatile.Read(ref _held) is null)
            {
                Forget();
            }

            return revoked;
        }

        return (error.SqliteErrorCode & 0xff) == ResultCodes.Busy && error.SqliteExtendedErrorCode != ResultCodes.BusySnapshot
            ? new SqliteException(
                $"{error.Message} {_core.DescribeHolder()} Let that program commit sooner, or raise CommandTimeout.",
                error.SqliteErrorCode,
                error.SqliteExtendedErrorCode)
            : error;
    }

    /// <inheritdoc/>
    void ITurnOwner.TakeAway(TurnRequest request)
    {
        if (request.TryTake(long.MaxValue) || request.IsTaken)
        {
            // It was kept between two transactions: nothing is open.
            return;
        }

        Revoke(request);
        if (_attached.Any) GiveAllElsewhere();
    }

    private void Revoke(TurnRequest request)
    {
        var writing = Volatile.Read(ref _writing) > 0 || InTransactionFromOutside();
        var limit = _engine.Options.MaxWriteDuration.TotalSeconds;
        _revoked = _core.IsClosed
            ? new SharedDatabaseException(
                SharedDatabaseErrorKind.Closed,
                $"{_core.DatabasePath} was disposed while {request.Operation} had a transaction open, which was rolled back.")
            : new SharedDatabaseException(
                SharedDatabaseErrorKind.WriteTooLong,
                $"The transaction that began in {request.Operation} held the turn of {_core.DatabasePath} for more than {limit:0.###} s "
                + "and was rolled back. Commit or dispose it sooner, or raise MaxWriteDuration.");
        if (_hooks is not null)
        {
            _hooks.IsRevoked = true;
        }

        // A statement that runs has the connection's mutex: without interruptions the rollback would wait for its end.
        using var interruptions = TimeProvider.System.CreateTimer(
            static state => ((InteractiveTurn)state!).Interrupt(), this, InterruptEvery, InterruptEvery);
        try
        {
            // Otherwise the driver's object for it would only say that it is no longer usable, and not why.
            raw.sqlite3_rollback_hook(_db, null, null);
            while (InTransaction && raw.sqlite3_exec(_db, "ROLLBACK") != ResultCodes.Ok)
            {
                OpenStatements.ResetAll(_db);
                BlockingDelay.Wait(TimeProvider.System, InterruptEvery);
            }

            if (Volatile.Read(ref _writing) > 0)
            {
                OpenStatements.ResetAll(_db);
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, which rolls back as well.
        }

        if (writing && !_core.IsClosed)
        {
            Log.TransactionForgotten(_engine.Logger, request.Operation, _core.DatabasePath, limit, _stack ?? "not captured: set CaptureStacks");
        }
    }

    private bool InTransactionFromOutside()
    {
        try
        {
            return InTransaction;
        }
        catch (ObjectDisposedException)
        {
            // Closed: nothing is open.
            return false;
        }
    }

    // Returns how long to wait for the turn, or null where it is not needed.
    private TimeSpan? Begin(StatementTraits traits, int timeout, string text)
    {
        if (_revoked is { } revoked && !traits.EndsTransaction())
        {
            throw revoked;
        }

        if (traits.HasFlag(StatementTraits.Attaches))
        {
            RefuseMixed(text);
            _attaches = true;
        }

        IsDirty |= traits.HasFlag(StatementTraits.Dirties);
        _attaches |= traits.HasFlag(StatementTraits.Dirties) && text.Contains("DETACH", StringComparison.OrdinalIgnoreCase);
        var limit = timeout > 0 ? TimeSpan.FromSeconds(timeout) : Forever;
        if (_hooks is not null)
        {
            _hooks.Deadline = RefusesToWait ? 0 : Stopwatch.GetTimestamp() + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        }

        if (!traits.NeedsTheTurn())
        {
            return null;
        }

        GoOn();
        return Volatile.Read(ref _held) is null ? limit : null;
    }

    private void Got(TurnRequest request)
    {
        _stack = _engine.Options.CaptureStacks ? Environment.StackTrace : null;
        Volatile.Write(ref _held, request);
        if (_revoked is { } revoked)
        {
            // It was lent and taken away again before this thread came to it; or an attached file's was, and this one is to be given back.
            Interlocked.Exchange(ref _held, null);
            _core.GiveTurn(request, committed: 0);
            Forget();
            throw revoked;
        }
    }

    private void Forget()
    {
        // Whoever took it away has finished before the connection commits again.
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            _core.GiveTurn(held, committed: 0);
        }

        _revoked = null;
        if (_hooks is not null)
        {
            _hooks.IsRevoked = false;
        }
    }

    private Exception Locked(SharedDatabaseException error, TimeSpan limit, string text) =>
        error.Kind is SharedDatabaseErrorKind.WriteTimeout or SharedDatabaseErrorKind.QueueFull
            ? new SqliteException(
                $"SQLite Error 5: 'database is locked'. {Name(text)} waited {limit.TotalSeconds:0.#} s for its turn to write "
                + $"{_core.DatabasePath}. {_core.DescribeHolder()} Shorten the transactions that hold the turn, or raise CommandTimeout.",
                ResultCodes.Busy,
                ResultCodes.Busy)
            : error;

    private string Name(string text) => Operation ?? (text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…"));

    // The turn of a file is known once it is attached: what writes to it comes in the next command.
    private void RefuseMixed(string text)
    {
        if (InTransaction)
        {
            throw new SqliteException("SQLite Error 1: 'cannot ATTACH database within transaction'.", ResultCodes.Error, ResultCodes.Error);
        }

        var start = text.IndexOf("attach", StringComparison.OrdinalIgnoreCase);
        var quote = text.IndexOfAny(['\'', '"'], start);
        var rest = quote < 0 ? "" : text[(quote + 1)..];
        var inMemory = quote >= 0 && (rest.StartsWith(":memory:", StringComparison.OrdinalIgnoreCase) || rest[0] == text[quote]);
        if (inMemory)
        {
            return;
        }

        var code = raw.sqlite3_prepare_v2(_db, text, out var statement, out var tail);
        using (statement)
        {
            // What cannot be prepared is SQLite's to refuse.
            if (code == ResultCodes.Ok && !string.IsNullOrWhiteSpace(tail))
            {
                throw new SharedDatabaseException(
                    SharedDatabaseErrorKind.Unsupported,
                    "ATTACH of a file must be a command of its own: the turn of the file is taken for the commands after it. Put the rest into the next command.");
            }
        }
    }
}
