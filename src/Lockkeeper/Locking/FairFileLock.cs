namespace Lockkeeper.Locking;

/// <summary>
/// A first-come-first-served lock across threads and processes, beside a database file: the same line that Lockkeeper's
/// writers stand in. Its file is <c>&lt;database&gt;-lockkeeper</c>, created with the database's mode and owner and never
/// deleted; the database itself is never touched.
/// </summary>
/// <remarks>
/// <para>One instance is one place in line. It is not re-entrant, and one acquisition at a time runs on it; two instances
/// exclude each other also in one process. It belongs to no thread: any thread may release it.</para>
/// <para>The kernel drops the lock when the process ends, however it ends, and the next in line gets it. The descriptor is
/// close-on-exec: a program that this process starts does not inherit the lock. A plain <c>fork</c> without <c>exec</c>
/// shares it, and it lasts until both have ended.</para>
/// <para>A process that is stopped while it holds the lock or stands in line holds up those behind it: that is what
/// timeouts are for. If the side file is deleted while the lock is held, those who come later meet at a new one and do
/// not see the holder: the database engine's own lock is what guards data.</para>
/// </remarks>
public sealed class FairFileLock : IDisposable
{
    private enum Phase
    {
        Idle,
        Acquiring,
        Held,
        Disposed,
    }

    private const int MaxReplacements = 8;
    private static readonly TimeSpan _longestTimeout = TimeSpan.FromDays(24);

    private readonly string _databasePath;
    private readonly Lock _gate = new();
    private readonly LineWaiter?[] _waiters = new LineWaiter?[2];
    private TicketLine _line;
    private PendingAcquire? _pending;
    private Phase _phase;
    private LockMode _mode;
    private long _ticket;

    private FairFileLock(string databasePath)
    {
        _databasePath = databasePath;
        _line = new TicketLine(SideFile.Open(databasePath));
    }

    /// <summary>The mode in which this instance holds the lock, or <see langword="null"/>.</summary>
    public LockMode? Mode
    {
        get
        {
            lock (_gate) return _phase == Phase.Held ? _mode : null;
        }
    }

    /// <summary>Whether this holder's side file is still the one that others stand in line in; <see langword="false"/> when it does not hold the lock.</summary>
    internal bool IsCurrent
    {
        get
        {
            lock (_gate) return _phase == Phase.Held && _line.IsCurrent();
        }
    }

    /// <summary>
    /// Whether others are in line behind this holder, those left out who can share the lock with it; <see langword="false"/>
    /// when it does not hold the lock. One system call.
    /// </summary>
    public bool HasWaiters
    {
        get
        {
            lock (_gate) return _phase == Phase.Held && _line.IsFollowed(_mode, _ticket);
        }
    }

    /// <summary>Opens the side file of a database, creating it where it is missing. Takes no lock.</summary>
    /// <param name="databasePath">The database file, which need not exist yet; its directory must.</param>
    /// <exception cref="IOException">The side file cannot be used: it is of another version, not a plain file, or on a
    /// file system without locks.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    /// <exception cref="PlatformNotSupportedException">The operating system has no such locks.</exception>
    public static FairFileLock Open(string databasePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(databasePath);
        return new FairFileLock(Path.GetFullPath(databasePath));
    }

    /// <summary>
    /// Takes the lock if it is free and nobody waits for it. Never waits and takes no place in line. May fail although the
    /// lock is free, when another is asking for it at the same moment.
    /// </summary>
    /// <param name="mode">With whom the lock may be shared.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="InvalidOperationException">This instance holds the lock or waits for it.</exception>
    /// <exception cref="IOException">The side file cannot be used.</exception>
    public bool TryAcquire(LockMode mode)
    {
        Begin(mode);
        try
        {
            LineEntry entry = EnterAtOnce(mode, queue: false, out long ticket);
            if (entry == LineEntry.Granted) return Grant(ticket);
            Leave();
            return false;
        }
        catch
        {
            LeaveAfterError();
            throw;
        }
    }

    /// <summary>
    /// Takes the lock, waiting in line up to a timeout. Blocks the calling thread; the wait in the kernel, which knows no
    /// deadline, is done by a background thread of this instance.
    /// </summary>
    /// <param name="mode">With whom the lock may be shared.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.</param>
    /// <returns>Whether it was taken; <see langword="false"/> after the timeout, the place in line being lost.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative or above 24 days.</exception>
    /// <exception cref="InvalidOperationException">This instance holds the lock or waits for it.</exception>
    /// <exception cref="ObjectDisposedException">The lock was disposed, before or meanwhile.</exception>
    /// <exception cref="IOException">The side file cannot be used.</exception>
    public bool Acquire(LockMode mode, TimeSpan timeout)
    {
        CheckTimeout(timeout);
        if (timeout == TimeSpan.Zero) return TryAcquire(mode);
        PendingAcquire? pending = Start(mode);
        if (pending is null) return true;
        // The completion is awaited through the task, whose exception comes unwrapped.
        if (!((IAsyncResult)pending.Task).AsyncWaitHandle.WaitOne(timeout) && Abandon(pending)) return false;
        return pending.Task.GetAwaiter().GetResult();
    }

    /// <summary>Like <see cref="Acquire"/>, without blocking the calling thread beyond some microseconds.</summary>
    /// <param name="mode">With whom the lock may be shared.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.</param>
    /// <param name="cancellationToken">Gives up the place in line. A lock that was granted before stays granted.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative or above 24 days.</exception>
    /// <exception cref="InvalidOperationException">This instance holds the lock or waits for it.</exception>
    /// <exception cref="ObjectDisposedException">The lock was disposed, before or meanwhile.</exception>
    /// <exception cref="IOException">The side file cannot be used.</exception>
    public async Task<bool> AcquireAsync(LockMode mode, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        CheckTimeout(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout == TimeSpan.Zero) return TryAcquire(mode);
        PendingAcquire? pending = Start(mode);
        if (pending is null) return true;
        try
        {
            return await pending.Task.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!pending.Task.IsFaulted)
        {
            if (Abandon(pending)) return false;
        }
        catch (OperationCanceledException)
        {
            if (Abandon(pending)) throw;
        }
        return await pending.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Lets programs that this process starts from now on inherit the lock: it then lasts until this process has released
    /// it, or all of them have ended. Not on Windows, where the lock ends with this process.
    /// </summary>
    /// <exception cref="InvalidOperationException">This instance does not hold the lock.</exception>
    internal void LetProgramsInherit()
    {
        lock (_gate)
        {
            if (_phase != Phase.Held) throw new InvalidOperationException("The lock is not held by this instance.");
            _line.LetProgramsInherit();
        }
    }

    /// <summary>Gives the lock up; the kernel wakes the next in line.</summary>
    /// <exception cref="InvalidOperationException">This instance does not hold the lock.</exception>
    public void Release()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
            if (_phase != Phase.Held) throw new InvalidOperationException("The lock is not held by this instance.");
            _phase = Phase.Idle;
            _line.Release();
        }
    }

    /// <summary>Gives up the lock or the place in line and closes the side file. An acquisition under way fails.</summary>
    public void Dispose()
    {
        PendingAcquire? pending;
        lock (_gate)
        {
            if (_phase == Phase.Disposed) return;
            _phase = Phase.Disposed;
            pending = _pending;
            _pending = null;
            if (pending is not null) pending.IsAbandoned = true;
            foreach (LineWaiter? waiter in _waiters) waiter?.Dispose();
            try
            {
                // A thread that waits in the kernel keeps the file open until it wakes; the place in line must not last.
                _line.Release();
            }
            finally
            {
                _line.Dispose();
            }
        }
        pending?.Fail(new ObjectDisposedException(nameof(FairFileLock)));
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan || (timeout >= TimeSpan.Zero && timeout <= _longestTimeout)) return;
        throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is 0 to 24 days, or Timeout.InfiniteTimeSpan.");
    }

    /// <summary>Takes the lock at once, or gets in line and has the wait done by a thread of this instance.</summary>
    private PendingAcquire? Start(LockMode mode)
    {
        Begin(mode);
        try
        {
            LineEntry entry = EnterAtOnce(mode, queue: true, out long ticket);
            if (entry == LineEntry.Granted && Grant(ticket)) return null;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
                PendingAcquire pending = new(mode, _line, ticket);
                _pending = pending;
                (_waiters[(int)mode] ??= new LineWaiter(Serve)).Post(pending);
                return pending;
            }
        }
        catch
        {
            LeaveAfterError();
            throw;
        }
    }

    private void Begin(LockMode mode)
    {
        if (mode is not (LockMode.Shared or LockMode.Exclusive)) throw new ArgumentOutOfRangeException(nameof(mode), mode, null);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
            if (_phase != Phase.Idle)
            {
                throw new InvalidOperationException(
                    "This instance holds the lock already or waits for it; it is not re-entrant. Open one instance for each place in line.");
            }
            _phase = Phase.Acquiring;
            _mode = mode;
        }
    }

    private LineEntry EnterAtOnce(LockMode mode, bool queue, out long ticket)
    {
        for (int attempt = 0; attempt < MaxReplacements; attempt++)
        {
            LineEntry entry = _line.Enter(mode, wait: false, queue, givenUp: null, out ticket);
            if (entry != LineEntry.Replaced) return entry;
            lock (_gate) Reopen(_line);
        }
        throw new IOException($"The side file of '{_databasePath}' is deleted or replaced again and again.");
    }

    private bool Grant(long ticket)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
            _ticket = ticket;
            _phase = Phase.Held;
            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_phase == Phase.Acquiring) _phase = Phase.Idle;
        }
    }

    /// <summary>After an error: nothing of a half-done acquisition may keep others waiting.</summary>
    private void LeaveAfterError()
    {
        lock (_gate)
        {
            if (_phase == Phase.Disposed) return;
            _pending = null;
            _phase = Phase.Idle;
            try
            {
                _line.Release();
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                // The caller gets the first error; what is still locked goes when the instance is disposed.
            }
        }
    }

    private TicketLine Reopen(TicketLine old)
    {
        ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, this);
        if (ReferenceEquals(_line, old))
        {
            TicketLine fresh = new(SideFile.Open(_databasePath));
            old.Dispose();
            _line = fresh;
        }
        return _line;
    }

    /// <returns>Whether it was given up: not when it was granted or failed before.</returns>
    private bool Abandon(PendingAcquire pending)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_pending, pending)) return false;
            pending.IsAbandoned = true;
            _pending = null;
            _phase = Phase.Idle;
            if (pending.Ticket != 0) pending.Line.Leave(pending.Ticket);
            return true;
        }
    }

    /// <summary>Runs on a waiter's thread.</summary>
    private void Serve(PendingAcquire pending)
    {
        try
        {
            while (!GetInLine(pending) || !Wait(pending))
            {
                if (pending.IsAbandoned) return;
            }
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                if (pending.IsAbandoned) return;
                LeaveAfterError();
            }
            pending.Fail(error);
        }
    }

    private bool GetInLine(PendingAcquire pending)
    {
        if (pending.Ticket != 0) return true;
        LineEntry entry = pending.Line.Enter(
            pending.Mode, wait: true, queue: true, () => pending.IsAbandoned, out long ticket);
        lock (_gate)
        {
            if (pending.IsAbandoned)
            {
                if (ticket != 0) pending.Line.Leave(ticket);
                return false;
            }
            if (entry == LineEntry.Replaced) pending.Line = Reopen(pending.Line);
            else pending.Ticket = ticket;
            return pending.Ticket != 0;
        }
    }

    private bool Wait(PendingAcquire pending)
    {
        pending.Line.Advance(pending.Mode, pending.Ticket);
        lock (_gate)
        {
            if (pending.IsAbandoned) return false;
            if (!pending.Line.IsCurrent())
            {
                pending.Line = Reopen(pending.Line);
                pending.Ticket = 0;
                return false;
            }
            _ticket = pending.Ticket;
            _phase = Phase.Held;
            _pending = null;
        }
        pending.Succeed();
        return true;
    }
}
