using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Writing;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// What the watchdog does to a connection that does not let go of its turn, and what the connection's owner is told: see
/// "A transaction that is forgotten" in <c>DESIGN.md</c>.
/// </summary>
internal sealed class Revocation(
    DatabaseCore core, SqliteEngine engine, sqlite3 db, ConnectionHooks? hooks, TurnLoan loan, AttachedFiles attached) : ITurnOwner
{
    private static readonly TimeSpan InterruptEvery = TimeSpan.FromMilliseconds(5);

    private volatile Exception? _error;

    /// <summary>
    /// What the owner is told, from when its transaction was rolled back from outside until it was told and has no object of the
    /// driver's for it any more; otherwise <see langword="null"/>.
    /// </summary>
    public Exception? Error => _error;

    /// <inheritdoc/>
    public void TakeAway(TurnRequest request)
    {
        if (request.TryTake(long.MaxValue) || request.IsTaken)
        {
            // It was kept between two transactions: nothing is open.
            return;
        }

        if (!attached.Any)
        {
            Revoke(request);
            return;
        }

        TakeAwayAttached(request);
    }

    /// <summary>A turn of several is taken away: the transaction is one for all files, and so is its end.</summary>
    public void TakeAwayAttached(TurnRequest request)
    {
        // Only these are given back: once the owner is told, it may begin anew.
        var files = attached.Held;
        var main = loan.Held;
        Revoke(request);

        // Both files may take their turns away at one moment, and each waits for the end of the other's: neither is waited for here.
        ThreadPool.UnsafeQueueUserWorkItem(
            static had =>
            {
                foreach (var (file, request) in had.Files) file.Give(request);
                if (had.Main is { } main) had.Loan.Drop(main);
            },
            (Files: files, Main: main, Loan: loan),
            preferLocal: false);
    }

    /// <summary>The owner was told and has ended the transaction: the connection is as good as new.</summary>
    public void Forget()
    {
        // Whoever took it away has finished before the connection commits again.
        loan.Drop();
        _error = null;
        if (hooks is not null)
        {
            hooks.IsRevoked = false;
        }
    }

    /// <summary>Interrupts the statement that runs. Any thread.</summary>
    public void Interrupt()
    {
        try
        {
            raw.sqlite3_interrupt(db);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: nothing runs on it any more.
        }
    }

    private void Revoke(TurnRequest request)
    {
        var writing = loan.IsInUse || InTransaction();
        var limit = engine.Options.MaxWriteDuration.TotalSeconds;
        if (hooks is not null)
        {
            // First of all: once the owner is told, it may forget, and what is set here would stay.
            hooks.IsRevoked = true;
        }

        _error = core.IsClosed
            ? new SharedDatabaseException(
                SharedDatabaseErrorKind.Closed,
                $"{core.DatabasePath} was disposed while {request.Operation} had a transaction open, which was rolled back.")
            : new SharedDatabaseException(
                SharedDatabaseErrorKind.WriteTooLong,
                $"The transaction that began in {request.Operation} held the turn of {core.DatabasePath} for more than {limit:0.###} s "
                + "and was rolled back. Commit or dispose it sooner, or raise MaxWriteDuration.");

        // A statement that runs has the connection's mutex: without interruptions the rollback would wait for its end.
        using var interruptions = TimeProvider.System.CreateTimer(
            static state => ((Revocation)state!).Interrupt(), this, InterruptEvery, InterruptEvery);
        try
        {
            RollBack();
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, which rolls back as well.
        }

        if (writing && !core.IsClosed)
        {
            Log.TransactionForgotten(engine.Logger, request.Operation, core.DatabasePath, limit, loan.Stack ?? "not captured: set CaptureStacks");
        }
    }

    private void RollBack()
    {
        // Otherwise the driver's object for it would only say that it is no longer usable, and not why.
        raw.sqlite3_rollback_hook(db, null, null);
        while (raw.sqlite3_get_autocommit(db) == 0 && raw.sqlite3_exec(db, "ROLLBACK") != ResultCodes.Ok)
        {
            OpenStatements.ResetAll(db);
            BlockingDelay.Wait(TimeProvider.System, InterruptEvery);
        }

        if (loan.IsInUse)
        {
            OpenStatements.ResetAll(db);
        }
    }

    private bool InTransaction()
    {
        try
        {
            return raw.sqlite3_get_autocommit(db) == 0;
        }
        catch (ObjectDisposedException)
        {
            // Closed: nothing is open.
            return false;
        }
    }
}
