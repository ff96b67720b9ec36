using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>
/// One write on its way: queued, run inside a transaction, and completed after the commit. Its state says who may complete
/// it, so that a deadline, a cancellation and the writer never both do.
/// </summary>
internal abstract class WriteRequest
{
    // The state in the low three bits, above them a count of uses: a request is used again, and whoever looked at an
    // earlier use must not change a later one.
    private const int StateBits = 3;
    private int _state;
    private int _stopReason;
    private IWriterSession? _session;
    private CancellationTokenRegistration _cancellation;

    /// <summary>The caller's operation: its method's name unless it named another.</summary>
    public string Operation { get; private set; } = "";

    /// <summary>When it was asked for, in the clock's ticks.</summary>
    public long Asked { get; private set; }

    /// <summary>When it stops waiting, in the clock's ticks.</summary>
    public long Deadline { get; private set; }

    /// <summary>Whether it may share its transaction.</summary>
    public bool Batch { get; private set; }

    /// <summary>The caller's token.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>When it began to run last, in the clock's ticks; the end of time while it does not run.</summary>
    public long Started { get; set; } = long.MaxValue;

    /// <summary>The error that its own run ended in, to be reported once its transaction is over.</summary>
    public Exception? Failure { get; set; }

    /// <summary>How often it was started.</summary>
    public int Attempts { get; private set; }

    public WriteState State => StateOf(Volatile.Read(ref _state));

    public StopReason StopReason => (StopReason)Volatile.Read(ref _stopReason);

    /// <summary>Whether it must be undone apart from the others when it fails: a caller's own code, not a single statement.</summary>
    public abstract bool NeedsSavepoint { get; }

    /// <summary>Whether the caller's own thread may run it.</summary>
    public abstract bool MayRunInline { get; }

    /// <summary>Its statement's text, for messages.</summary>
    public virtual string? StatementText => null;

    public void Prepare(string operation, long asked, long deadline, bool batch, CancellationToken cancellationToken)
    {
        Operation = operation;
        Asked = asked;
        Deadline = deadline;
        Batch = batch;
        CancellationToken = cancellationToken;
        Failure = null;
        Started = long.MaxValue;
        _stopReason = 0;
        _session = null;
        Volatile.Write(ref _state, NextUse(WriteState.Queued));
    }

    /// <summary>From here on its token drops it while it is queued and interrupts it while it runs.</summary>
    public void BeginCancellation()
    {
        if (CancellationToken.CanBeCanceled)
            _cancellation = CancellationToken.UnsafeRegister(static request => ((WriteRequest)request!).Cancel(), this);
    }

    /// <summary>Waits until no cancellation can touch it any more. Called before its caller goes on.</summary>
    public void EndCancellation()
    {
        _cancellation.Dispose();
        _cancellation = default;
    }

    /// <summary>Lets go of the token without waiting for a cancellation that runs just now.</summary>
    protected void ForgetCancellation() => _cancellation.Unregister();

    /// <summary>Runs it on <paramref name="session"/>. Throws what the engine or the caller's code throws.</summary>
    /// <param name="session">The session, inside a transaction.</param>
    /// <param name="abandoned">Set when the writer is taken away while the caller's asynchronous code is waited for.</param>
    public abstract void Run(IWriterSession session, CancellationToken abandoned);

    /// <summary>Reports success. The caller's continuation never runs on this thread.</summary>
    public abstract void Succeed();

    /// <summary>Reports <paramref name="error"/>. The caller's continuation never runs on this thread.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Takes it out of the queue to run it on <paramref name="session"/>.</summary>
    public bool TryStart(IWriterSession? session)
    {
        _session = session;
        Attempts = 1;
        return TryMove(Volatile.Read(ref _state), WriteState.Queued, WriteState.Running);
    }

    /// <summary>Takes it out of the queue if it is still there and its deadline is not after <paramref name="now"/>.</summary>
    public bool TryExpire(long now)
    {
        var seen = Volatile.Read(ref _state);
        return Deadline <= now && TryMove(seen, WriteState.Queued, WriteState.Dropped);
    }

    /// <summary>Runs it again in another transaction.</summary>
    public void Restart(IWriterSession session)
    {
        Failure = null;
        Started = long.MaxValue;
        Attempts++;
        _session = session;
        Volatile.Write(ref _state, NextUse(WriteState.Running));
    }

    /// <summary>Ends the run. <see langword="false"/> when the writer was taken away meanwhile.</summary>
    public bool TryFinish()
    {
        var spin = new SpinWait();
        while (true)
        {
            var seen = Volatile.Read(ref _state);
            if (TryMove(seen, WriteState.Running, WriteState.Ran)) return true;
            if (StateOf(seen) == WriteState.Abandoned) return false;
            spin.SpinOnce();
        }
    }

    /// <summary>
    /// Interrupts it if it has been running since <paramref name="before"/> or longer, and it alone: the writer cannot go
    /// on to the next one meanwhile.
    /// </summary>
    public bool TryStop(StopReason reason, long before)
    {
        var seen = Volatile.Read(ref _state);
        return Started <= before && TryStop(seen, reason);
    }

    /// <summary>
    /// Interrupts it again if it was cancelled and still runs: an interruption ends only the statement that runs at that
    /// moment, and there may have been none.
    /// </summary>
    public void StopIfCancelled()
    {
        var seen = Volatile.Read(ref _state);
        if (CancellationToken.IsCancellationRequested) TryStop(seen, StopReason.Cancelled);
    }

    /// <summary>
    /// Takes the writer away from it if it has been running since <paramref name="before"/> or longer.
    /// <paramref name="takeAway"/> is called before the stuck code can go on.
    /// </summary>
    public bool TryAbandon(long before, Action takeAway)
    {
        var seen = Volatile.Read(ref _state);
        if (Started > before || !TryMove(seen, WriteState.Running, WriteState.Stopping)) return false;
        try
        {
            takeAway();
        }
        finally
        {
            Volatile.Write(ref _state, Same(seen, WriteState.Abandoned));
        }

        return true;
    }

    /// <summary>Interrupts the statement that runs now. Any thread.</summary>
    protected virtual void Interrupt() => _session!.Interrupt();

    private bool TryStop(int seen, StopReason reason)
    {
        if (!TryMove(seen, WriteState.Running, WriteState.Stopping)) return false;
        Interlocked.CompareExchange(ref _stopReason, (int)reason, 0);
        Interrupt();
        Volatile.Write(ref _state, seen);
        return true;
    }

    private static WriteState StateOf(int seen) => (WriteState)(seen & ((1 << StateBits) - 1));

    private static int Same(int seen, WriteState state) => (seen & ~((1 << StateBits) - 1)) | (int)state;

    private int NextUse(WriteState state) => Same(_state + (1 << StateBits), state);

    private bool TryMove(int seen, WriteState from, WriteState to) =>
        StateOf(seen) == from && Interlocked.CompareExchange(ref _state, Same(seen, to), seen) == seen;

    private void Cancel()
    {
        if (TryMove(Volatile.Read(ref _state), WriteState.Queued, WriteState.Dropped))
            Fail(new OperationCanceledException(CancellationToken));
        else
            TryStop(StopReason.Cancelled, long.MaxValue);
    }
}
