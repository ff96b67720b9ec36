using System.Diagnostics;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Writing;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The turn while one connection has it: kept for a moment between two transactions where that is better for all, and given
/// back with the count of what was committed meanwhile.
/// </summary>
/// <param name="core">Who lends it.</param>
/// <param name="engine">The engine, which is told how long the WAL is.</param>
/// <param name="hooks">Those of the handle, which count the commits.</param>
/// <param name="attached">The other files; their turns go with this one.</param>
internal sealed class TurnLoan(DatabaseCore core, SqliteEngine engine, ConnectionHooks? hooks, AttachedFiles attached)
{
    private static readonly long AtOnce = Stopwatch.Frequency / 50_000;

    // Two threads on one connection must not lose a turn: what one ends is not what the other goes on with.
    private readonly Lock _gate = new();
    private TurnRequest? _held;
    private int _inUse;
    private int _uncounted;
    private int _kept;
    private bool _comesBack;
    private long _ended;
    private int _commits = hooks?.Commits ?? 0;

    /// <summary>Whether the connection has the turn.</summary>
    public bool IsHeld => Volatile.Read(ref _held) is not null;

    /// <summary>Whether a command that writes runs, its data reader included.</summary>
    public bool IsInUse => Volatile.Read(ref _inUse) > 0;

    /// <summary>Where the turn was taken, where <see cref="SqliteDatabaseOptions.CaptureStacks"/> is on.</summary>
    public string? Stack { get; private set; }

    /// <summary>The turn is not given back before <see cref="EndUse"/>.</summary>
    public void BeginUse() => Interlocked.Increment(ref _inUse);

    /// <summary>Ends what <see cref="BeginUse"/> began.</summary>
    public void EndUse() => Interlocked.Decrement(ref _inUse);

    /// <summary>The turn was lent.</summary>
    public void Accept(TurnRequest request)
    {
        Stack = engine.Options.CaptureStacks ? Environment.StackTrace : null;
        Volatile.Write(ref _held, request);
    }

    /// <summary>Where the turn was kept since the last transaction: whether it still is this connection's.</summary>
    public void GoOn()
    {
        lock (_gate)
        {
            if (IsHeld && Volatile.Read(ref _kept) == 0)
            {
                // In the middle of a transaction.
                return;
            }

            _comesBack = Stopwatch.GetTimestamp() - _ended < AtOnce;
            if (!Reclaim())
            {
                return;
            }
        }

        engine.VerifyFile();
    }

    /// <summary>Ends the keeping. Returns whether the turn was kept and still is this connection's.</summary>
    public bool Reclaim()
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

    /// <summary>No transaction is open any more: gives the turn back, or keeps it.</summary>
    /// <param name="mayKeep">Whether it may be kept.</param>
    public void End(bool mayKeep)
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _held) is not { } held || IsInUse || Volatile.Read(ref _kept) != 0)
            {
                return;
            }

            if (_comesBack && mayKeep && !attached.Any && NoteCommits() && core.TryKeepTurn(held))
            {
                Volatile.Write(ref _kept, 1);
                return;
            }

            Give();
        }
    }

    /// <summary>Gives it back, with those of the attached files, if it is had.</summary>
    public void Give()
    {
        if (Interlocked.Exchange(ref _held, null) is not { } held)
        {
            return;
        }

        NoteCommits();
        var committed = _uncounted;
        _uncounted = 0;
        attached.Give();
        core.GiveTurn(held, committed);
    }

    /// <summary>
    /// The transaction waits for another program: <see cref="SharedDatabaseOptions.MaxWriteDuration"/> does not run until
    /// <see cref="RestartLimit"/>. A database that is disposed ends it all the same.
    /// </summary>
    public void StopLimit()
    {
        Volatile.Read(ref _held)?.StopLimit();
        attached.StopLimit();
    }

    /// <summary>The limit begins anew.</summary>
    public void RestartLimit()
    {
        if (Volatile.Read(ref _held) is { } held) core.RestartLimit(held);
        attached.RestartLimit();
    }

    /// <summary>Gives it back whatever still runs: the connection is about to be closed.</summary>
    public void Close()
    {
        Interlocked.Exchange(ref _inUse, 0);
        Give();
    }

    /// <summary>Gives back a turn that was taken away, or whose transaction was. Waits for the end of the taking away. Any thread.</summary>
    public void Drop()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            core.GiveTurn(held, committed: 0);
        }
    }

    /// <summary>The turn that is had, if it is.</summary>
    public TurnRequest? Held => Volatile.Read(ref _held);

    /// <summary>As <see cref="Drop()"/>, for one turn and no later one.</summary>
    public void Drop(TurnRequest request)
    {
        if (Interlocked.CompareExchange(ref _held, null, request) == request) core.GiveTurn(request, committed: 0);
    }

    // Under the turn. Returns true.
    private bool NoteCommits()
    {
        _ended = Stopwatch.GetTimestamp();
        if (hooks is not null && hooks.Commits != _commits)
        {
            _uncounted += hooks.Commits - _commits;
            _commits = hooks.Commits;
            engine.NoteWalPages(hooks.WalPages);
        }

        return true;
    }
}
