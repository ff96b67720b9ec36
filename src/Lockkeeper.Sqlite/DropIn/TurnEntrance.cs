using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Writing;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The way to the turn, for one call of a connection at a time: those of attached files that come before the main file's, its
/// own, and those after it, all within the call's one deadline.
/// </summary>
internal sealed class TurnEntrance(DatabaseCore core, AttachedFiles attached, TurnLoan loan, Revocation revocation, LockWait wait) : IDisposable
{
    private readonly SemaphoreSlim _entering = new(1, 1);
    private int _closed;

    /// <summary>Whether the connection was closed.</summary>
    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Blocks the calling thread until all turns are had.</summary>
    /// <exception cref="SqliteException">With <c>SQLITE_BUSY</c>: one was not had in time; the message names its holder.</exception>
    /// <exception cref="SharedDatabaseException">It was taken away again, or the file cannot be written any more.</exception>
    public void Enter()
    {
        _entering.Wait();
        AttachedFile? other = null;
        try
        {
            if (loan.IsHeld)
            {
                return;
            }

            foreach (var file in attached.Before) (other = file).Take(wait.Left, wait.Name);
            other = null;
            var request = new TurnRequest(revocation, blocking: true);
            core.AskForTurn(request, wait.Left, CancellationToken.None, wait.Name);
            core.AwaitTurn(request);
            Accept(request);
            foreach (var file in attached.After) (other = file).Take(wait.Left, wait.Name);
        }
        catch (Exception error) when (ReleaseAfter(error))
        {
            throw Locked((SharedDatabaseException)error, other);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>As <see cref="Enter"/>, without blocking.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        await _entering.WaitAsync(cancellationToken).ConfigureAwait(false);
        AttachedFile? other = null;
        try
        {
            if (loan.IsHeld)
            {
                return;
            }

            foreach (var file in attached.Before) await (other = file).TakeAsync(wait.Left, wait.Name, cancellationToken).ConfigureAwait(false);
            other = null;
            var request = new TurnRequest(revocation, blocking: false);
            core.AskForTurn(request, wait.Left, cancellationToken, wait.Name);
            await request.WaitAsync().ConfigureAwait(false);
            Accept(request);
            foreach (var file in attached.After) await (other = file).TakeAsync(wait.Left, wait.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (ReleaseAfter(error))
        {
            throw Locked((SharedDatabaseException)error, other);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>From here on no turn is kept: what is lent to a call that still waits is given back. To be called before the turn that is had is given back.</summary>
    public void Close() => Interlocked.Exchange(ref _closed, 1);

    /// <summary>Throws where the connection was closed.</summary>
    /// <exception cref="InvalidOperationException">It was.</exception>
    public void ThrowIfClosed()
    {
        if (IsClosed) throw new InvalidOperationException($"The connection was closed while {wait.Name} waited. Await it before the connection is closed.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A call that still waits for the turn is going to release it.
        if (_entering.CurrentCount == 1) _entering.Dispose();
    }

    private void Accept(TurnRequest request)
    {
        loan.Accept(request);
        Interlocked.MemoryBarrier();
        if (IsClosed)
        {
            loan.Drop();
            ThrowIfClosed();
        }

        if (revocation.Error is { } revoked)
        {
            // It was lent and taken away again before this thread came to it; or an attached file's was, and this one is to be given back.
            revocation.Forget();
            throw revoked;
        }
    }

    // Gives back the turns that were had when the next one was not to be had. Returns whether it is Lockkeeper's own error.
    private bool ReleaseAfter(Exception error)
    {
        attached.Give();
        if (attached.Any) loan.Give();
        return error is SharedDatabaseException;
    }

    private Exception Locked(SharedDatabaseException error, AttachedFile? other) =>
        error.Kind is SharedDatabaseErrorKind.WriteTimeout or SharedDatabaseErrorKind.QueueFull
            ? new SqliteException(
                $"SQLite Error 5: 'database is locked'. {wait.Name} waited {wait.Limit.TotalSeconds:0.#} s for its turn to write "
                + $"{other?.Path ?? core.DatabasePath}. {other?.DescribeHolder() ?? core.DescribeHolder()} Shorten the transactions that hold the turn, or raise CommandTimeout.",
                ResultCodes.Busy,
                ResultCodes.Busy)
            : error;
}
