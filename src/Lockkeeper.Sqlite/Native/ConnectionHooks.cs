using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Native;

/// <summary>
/// What SQLite asks of a drop-in connection by itself: how long to wait for a program without Lockkeeper
/// (https://sqlite.org/c3ref/busy_handler.html), whether it may commit (https://sqlite.org/c3ref/commit_hook.html), and how
/// long the WAL is then (https://sqlite.org/c3ref/wal_hook.html). The provider offers the first and the last not at all.
/// </summary>
internal sealed unsafe class ConnectionHooks
{
    private static readonly ManualResetEventSlim Never = new();
    private static readonly long Spin = Stopwatch.Frequency / 100;

    [ThreadStatic]
    private static Action? onWait;

    // Some bytes a handle. They are used again and never freed: SQLite may still call for a handle whose last statement is not gone.
    private static readonly ConcurrentStack<nint> Free = new();

    private readonly State* _state = Allocate();
    private readonly nint _busyHandler;
    private readonly nint _commitHook;
    private readonly nint _walHook;
    private int _recycled;

    private ConnectionHooks(nint busyHandler, nint commitHook, nint walHook, sqlite3 db)
    {
        _busyHandler = busyHandler;
        _commitHook = commitHook;
        _walHook = walHook;
        Install(db);
    }

    /// <summary>Until when a statement waits for SQLite's lock, by <see cref="Stopwatch"/>.</summary>
    public long Deadline
    {
        set
        {
            _state->Deadline = value;
            _state->WaitingSince = 0;
        }
    }

    /// <summary>
    /// Called on the thread whose statement waits, about every millisecond, once the wait is longer than a reader's look at the
    /// WAL's index. Each thread has its own, set for the time of one run.
    /// </summary>
    public static Action? OnWait
    {
        get => onWait;
        set => onWait = value;
    }

    /// <summary>
    /// What runs from here on is told after 10 ms that another has SQLite's lock, if <paramref name="refuses"/>, and may be run again:
    /// only as long as it has committed nothing. After that it waits.
    /// </summary>
    public void BeginAttempt(bool refuses)
    {
        _state->Refuses = refuses ? 1 : 0;
        _state->EndedBefore = _state->Ended;
    }

    /// <summary>Whether something was committed since <see cref="BeginAttempt"/>, to whatever database of the connection.</summary>
    public bool HasCommitted => _state->Ended != _state->EndedBefore;

    /// <summary>Whether nothing may be committed, and nothing waits.</summary>
    public bool IsRevoked
    {
        set => Volatile.Write(ref _state->Revoked, value ? 1 : 0);
    }

    /// <summary>Commits to the main file so far.</summary>
    public int Commits => _state->Commits;

    /// <summary>Pages in the WAL at the last of them.</summary>
    public int WalPages => _state->WalPages;

    /// <summary>Those of <paramref name="db"/>, or <see langword="null"/> where the library's calls cannot be had.</summary>
    public static ConnectionHooks? TryCreate(sqlite3 db) =>
        SqliteLibrary.Handle is { } library
        && NativeLibrary.TryGetExport(library, "sqlite3_busy_handler", out var busy)
        && NativeLibrary.TryGetExport(library, "sqlite3_commit_hook", out var commit)
        && NativeLibrary.TryGetExport(library, "sqlite3_wal_hook", out var wal)
            ? new(busy, commit, wal, db)
            : null;

    /// <summary>The handle is closed: its memory is another's. Nothing of this is to be used any more.</summary>
    public void Recycle()
    {
        if (Interlocked.Exchange(ref _recycled, 1) == 0) Free.Push((nint)_state);
    }

    /// <summary>
    /// To be called again when a caller's <c>PRAGMA busy_timeout</c> or <c>PRAGMA wal_autocheckpoint</c> may have put SQLite's
    /// own in their place.
    /// </summary>
    public void Install(sqlite3 db)
    {
        var handle = db.DangerousGetHandle();
        ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<State*, int, int>, State*, int>)_busyHandler)(handle, &Busy, _state);
        ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<State*, int>, State*, nint>)_commitHook)(handle, &Commit, _state);
        ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<State*, nint, byte*, int, int>, State*, nint>)_walHook)(handle, &Wal, _state);
    }

    private static State* Allocate()
    {
        if (!Free.TryPop(out var block)) return (State*)NativeMemory.AllocZeroed((nuint)sizeof(State));
        *(State*)block = default;
        return (State*)block;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Busy(State* state, int count)
    {
        var now = Stopwatch.GetTimestamp();
        if (count == 0)
        {
            state->WaitingSince = now;
        }

        if (now >= state->Deadline || Volatile.Read(ref state->Revoked) != 0)
        {
            return 0;
        }

        // Who looks at the WAL's index has the lock for microseconds, and a program that writes one row after the other leaves gaps of
        // that length, which are met by looking all the time. Others may have it for long.
        if (now - state->WaitingSince < Spin)
        {
            Thread.Yield();
            return 1;
        }

        if (state->Refuses != 0 && state->Ended == state->EndedBefore)
        {
            return 0;
        }

        Tell();
        Never.Wait(1);
        return 1;
    }

    private static void Tell()
    {
        try
        {
            onWait?.Invoke();
        }
        catch (Exception)
        {
            // What a logger throws is not the statement's error, and could not come through SQLite's frames.
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Commit(State* state)
    {
        state->Ended++;
        return Volatile.Read(ref state->Revoked);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wal(State* state, nint db, byte* name, int pages)
    {
        if (*name == (byte)'m')
        {
            state->WalPages = pages;
            state->Commits++;
        }

        return 0;
    }

    private struct State
    {
        public long Deadline;
        public long WaitingSince;
        public int Revoked;
        public int Refuses;
        public int Ended;
        public int EndedBefore;
        public int Commits;
        public int WalPages;
    }
}
