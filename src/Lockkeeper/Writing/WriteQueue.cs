using Lockkeeper.Engines;
using Lockkeeper.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Writing;

/// <summary>
/// The way of every write of this process: first in, first out, one transaction at a time, as many writes in each as have
/// come. Who owns the writer role writes: a caller itself when nothing else goes on, the writer's thread otherwise.
/// <c>DESIGN.md</c> beside this file explains the role, the turn, and what happens when a caller's code is stuck.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    // About as long as it takes acknowledged workers to come back.
    private static readonly TimeSpan ComeBack = TimeSpan.FromMicroseconds(50);

    // How long one connection of several may write before the next one does.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(0.25);

    // So many transactions of one write in a row mean that there is one writer at a time.
    private const int ManySingles = 16;

    private readonly IDatabaseEngine _engine;
    private readonly WriteServices _services;
    private readonly PendingWrites _pending;
    private readonly TurnKeeper _turn;
    private readonly Maintenance _maintenance;
    private readonly AdmissionGate _admission;
    private readonly ILogger _logger;
    private readonly Action _onWork;
    private readonly long _slice;
    private readonly long _comeBack;
    private readonly long _burst;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile WriterThread _thread;
    private int _role;
    private volatile int _singles;
    private volatile bool _closing;

    // Set when all is closed but for a thread that still waits for the engine's lock, on nobody's behalf.
    private readonly CancellationTokenSource _ending = new();
    private volatile TurnRequest? _lent;
    private int _watchers;

    public WriteQueue(
        IDatabaseEngine engine, IWriterSession session, WriteServices services, PendingWrites pending, TurnKeeper turn,
        AdmissionGate admission, Maintenance maintenance, ILogger logger, SharedDatabaseOptions options, Action onWork)
    {
        _engine = engine;
        _services = services;
        _pending = pending;
        _turn = turn;
        _admission = admission;
        _maintenance = maintenance;
        _logger = logger;
        _onWork = onWork;
        _slice = services.Clock.Ticks(options.TurnSlice);
        _comeBack = services.Clock.Ticks(ComeBack);
        _burst = services.Clock.Ticks(options.TurnSlice < Burst ? options.TurnSlice : Burst);
        _thread = new WriterThread(this, new Writer(engine, services, session, _ending.Token), []);
        services.IsTurnLost = () => turn.IsLost;
        _turn.BeforeGive = () => _thread.Writer.DropSnapshot();
        _thread.Start();
    }

    /// <summary>
    /// Whether a caller is to try to write on its own thread: writes have been coming one by one, and nobody waits for that
    /// thread. One that is always answered at once never lets go of it.
    /// </summary>
    public bool IsForCaller() => _singles >= ManySingles && _pending.IsEmpty && !PoolCourtesy.IsDue();

    /// <summary>The write that runs now.</summary>
    public WriteRequest? Current => _lent ?? _thread.Writer.Group?.Current;

    /// <summary>Whether this process holds the turn.</summary>
    public bool HoldsTurn => _turn.IsHeld;

    /// <summary>Whether this process holds the turn, or a place in line that nobody waits on.</summary>
    public bool NeedsWatch => _turn.IsHeld || _turn.IsInLine;

    /// <summary>Whether nothing is written any more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether somebody writes, waits for the turn, or looks after it.</summary>
    public bool IsBusy => Volatile.Read(ref _role) != 0 || _turn.IsHeld || !_pending.IsEmpty;

    /// <summary>Runs <paramref name="request"/> on the calling thread, if nothing else goes on and the turn is free.</summary>
    /// <returns>Whether it was completed.</returns>
    public bool TryRunInline(WriteRequest request)
    {
        if (!TryTakeRole()) return false;
        _onWork();
        var thread = _thread;
        try
        {
            var done = _pending.IsEmpty && thread.Writer.IsReady && !_closing && _turn.TryTake(request.Operation)
                && thread.Writer.Group!.TryRunAlone(request);
            if (done) EndTransaction(thread.Writer);
            if (NeedsWatch && !thread.Signal.IsWatching) thread.Signal.Watch();
            LeaveRole();
            PassRoleOnIfNeeded();
            return done;
        }
        catch (AbandonedException)
        {
            // The role went on to the thread that took over.
            thread.Writer.Dispose();
            return true;
        }
        catch (Exception error)
        {
            Recover(thread, error);
            if (request.State == WriteState.Queued) return false;
            _services.ReportOutcomeUnknown([request], error);
            return true;
        }
    }

    /// <summary>Lends the turn to <paramref name="request"/> on the calling thread, if nothing else goes on and the turn is free.</summary>
    /// <returns>Whether it was completed: it has the turn, or it failed or was dropped.</returns>
    public bool TryLendInline(TurnRequest request)
    {
        if (!TryTakeRole()) return false;
        _onWork();
        var thread = _thread;
        try
        {
            if (_pending.IsEmpty && !_closing && _turn.TryTake(request.Operation) && TryLend(thread, request)) return true;
            LeaveLoan(thread);
        }
        catch (Exception error)
        {
            Recover(thread, error);
        }

        return request.State != WriteState.Queued;
    }

    /// <summary>Takes the turn back from <paramref name="request"/>, whose transaction is over, and lends it to the next one where that waits.</summary>
    /// <returns><see langword="false"/> when it was taken away before.</returns>
    public bool TakeBack(TurnRequest request)
    {
        if (!request.TryFinish()) return false;
        EndLoan();
        return true;
    }

    /// <summary>Whether a thread whose turn is next is awake, or about to be, and looks for turns that are kept.</summary>
    public bool IsWatched => Volatile.Read(ref _watchers) > 0;

    /// <summary>A thread whose turn is next is woken, and looks from now on.</summary>
    public void BeginWatch() => Interlocked.Increment(ref _watchers);

    /// <summary>It looks no more: a turn that is kept now would be nobody's.</summary>
    public void EndWatch()
    {
        Interlocked.Decrement(ref _watchers);
        TryEndKeptLoan(long.MaxValue);
    }

    /// <summary>
    /// Whether the owner of <paramref name="request"/> may keep the turn for its next transaction, though others wait: that of a
    /// connection costs less on pages that it has read, and a hand-over costs more than a short transaction.
    /// </summary>
    public bool MayKeep(TurnRequest request) => IsWatched && !_closing && _services.Clock.Now - request.Started < _burst;

    /// <summary>Ends the loan of an owner that has kept its turn since <paramref name="before"/> and has not come back.</summary>
    public bool TryEndKeptLoan(long before)
    {
        if (_lent is not { } lent || !lent.TryTake(before)) return false;
        TakeBack(lent);
        return true;
    }

    /// <summary>Takes the turn away from the connection that it is lent to, whatever that does now.</summary>
    public void EndLoans()
    {
        if (_lent is { } lent) TakeAway(lent, long.MaxValue - 1);
    }

    /// <summary>Puts <paramref name="request"/> at the end of the queue, or outside it where it is full.</summary>
    public void Add(WriteRequest request)
    {
        if (_closing)
        {
            // Not queued any more: nobody would be there for its deadline.
            if (request.TryExpire(long.MaxValue)) request.Fail(_services.Closed(request.Operation));
            return;
        }

        if (_admission.IsOpen) _pending.Add(request);
        else _admission.Enter(request);
        _onWork();
        if (Volatile.Read(ref _role) == 0 && TryTakeRole()) _thread.Signal.GiveRole();
        if (IsStopped) Refuse();
    }

    /// <summary>
    /// Reports <paramref name="stuck"/> as too long and lets another writer take over, when it has been running since
    /// <paramref name="before"/> or longer.
    /// </summary>
    public void ReplaceWriterOf(WriteRequest stuck, long before)
    {
        if (stuck is TurnRequest lent)
        {
            TakeAway(lent, before);
            return;
        }

        var old = _thread;
        if (!ReferenceEquals(old.Writer.Group?.Current, stuck)) return;
        stuck.TryAbandon(before, () =>
        {
            // The role stays taken, and from here on it is the new thread's.
            _thread = new WriterThread(this, new Writer(_engine, _services, null, _ending.Token), old.Writer.Abandon());
            _services.FailTooLong(stuck);
            old.Signal.Retire();
            _thread.Start();
            _thread.Signal.GiveRole();
        });
    }

    /// <summary>Finishes what is queued, then closes the connection. What cannot get the turn ends at its deadline.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        if (TryTakeRole()) _thread.Signal.GiveRole();
        else _onWork();
        await _stopped.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Lets <see cref="DisposeAsync"/> return when no caller waits any more: ends the wait for the engine's lock, and leaves the
    /// thread alone where it still waits for the turn. Called now and then.
    /// </summary>
    public void EndWaitingIfIdle()
    {
        if (!_closing || _pending.First() is not null || _admission.Waiting != 0) return;
        _ending.Cancel();
        if (_turn.IsWaiting) _stopped.TrySetResult();
    }

    /// <summary>Gives the role that a retired thread has come by to the one that took its place.</summary>
    internal void PassRoleOn() => _thread.Signal.GiveRole();

    /// <summary>The thread has closed the connection.</summary>
    internal void EndStop() => _stopped.TrySetResult();

    internal bool TryTakeRole() => Interlocked.CompareExchange(ref _role, 1, 0) == 0;

    /// <summary>Writes all that is pending, on the writer's thread and with the role, then leaves the role.</summary>
    internal void Serve(WriterThread thread)
    {
        do
        {
            Replay(thread);
            while (HasWork())
            {
                // The role goes on to the connection that has the turn; it comes back with it.
                if (LendFirst(thread)) return;
                ServeOnce(thread.Writer);
            }

            if (_turn.IsIdle && thread.Writer.IsReady) _maintenance.Run(thread.Writer.Session, idle: true);
            _turn.Tick();
            if (_closing)
            {
                Stop(thread);
                return;
            }

            LeaveRole();
        }
        while ((!_pending.IsEmpty || _closing) && TryTakeRole());
    }

    /// <summary>Goes on after an error that no request accounts for. What was not committed for certain is reported as unknown.</summary>
    internal void Recover(WriterThread thread, Exception error)
    {
        var broken = thread.Writer;
        thread.Writer = new Writer(_engine, _services, null, _ending.Token);
        _logger.WriterFailed(error, _engine.DatabasePath);
        if (broken.Group is { } group) _services.ReportOutcomeUnknown(group.Unfinished, error);
        broken.Dispose();
        _turn.Give();
        LeaveRole();
        PassRoleOnIfNeeded();
    }

    private bool LendFirst(WriterThread thread)
    {
        if (!_pending.TryPeek(out var first) || first is not TurnRequest) return false;
        _turn.Take(first.Operation);
        return LendNext(thread);
    }

    // With the turn held. Whoever took it for one that has given up meanwhile lends it to the next.
    private bool LendNext(WriterThread thread)
    {
        while (_pending.SkipDropped() && _pending.TryPeek(out var next) && next is TurnRequest request)
        {
            _pending.TryTake(out _);
            _admission.Release();
            if (TryLend(thread, request)) return true;
        }

        return false;
    }

    // From here on the role belongs to whoever holds the request.
    private bool TryLend(WriterThread thread, TurnRequest request)
    {
        try
        {
            _services.VerifyFile();
        }
        catch (Exception error)
        {
            if (request.TryStart(null)) _services.FailToBegin(request, error);
            return false;
        }

        // It would keep the WAL from being begun anew while others write.
        thread.Writer.DropSnapshot();
        if (!request.TryStart(null)) return false;
        request.Started = _services.Clock.Now;

        // Looked for before: once the request has the turn, the role is its owner's.
        var next = _pending.TryPeek(out var head) ? head as TurnRequest : null;
        _lent = request;
        request.Succeed();
        next?.Announce(this);
        return true;
    }

    private void TakeAway(TurnRequest lent, long before)
    {
        if (ReferenceEquals(_lent, lent) && lent.TryAbandon(before, () => lent.Owner.TakeAway(lent))) EndLoan();
    }

    private void EndLoan()
    {
        var thread = _thread;
        _lent = null;
        try
        {
            var moreWork = !_pending.IsEmpty;
            if (thread.Writer.IsReady) _turn.Extend(_maintenance.Run(thread.Writer.Session, idle: !moreWork && _turn.IsQuiet));
            _turn.TransactionEnded(moreWork);
            if (_turn.IsHeld && moreWork && !_closing && LendNext(thread)) return;
            LeaveLoan(thread);
        }
        catch (Exception error)
        {
            Recover(thread, error);
        }
    }

    private void LeaveLoan(WriterThread thread)
    {
        if (NeedsWatch && !thread.Signal.IsWatching) thread.Signal.Watch();
        LeaveRole();
        PassRoleOnIfNeeded();
    }

    private void PassRoleOnIfNeeded()
    {
        if ((!_pending.IsEmpty || _closing) && TryTakeRole()) PassRoleOn();
    }

    // Those that wait outside come in as soon as there is room, also where all that was queued has been dropped.
    private bool HasWork()
    {
        do
        {
            if (_pending.SkipDropped()) return true;
        }
        while (_admission.Release());
        return false;
    }

    private void Replay(WriterThread thread)
    {
        var innocent = thread.TakeInnocent();
        if (innocent.Count == 0) return;
        _turn.Take(innocent[0].Operation);
        try
        {
            thread.Writer.Prepare();
        }
        catch (Exception error)
        {
            foreach (var request in innocent) _services.FailToBegin(request, error);
            return;
        }

        thread.Writer.Group!.Replay(innocent);
        EndTransaction(thread.Writer);
    }

    private void ServeOnce(Writer writer)
    {
        if (!_pending.TryPeek(out var first)) return;
        _turn.Take(first!.Operation);
        var now = _services.Clock.Now;
        try
        {
            writer.Prepare();
        }
        catch (Exception error)
        {
            _services.FailPending(error, now);
            return;
        }

        var count = writer.Group!.Run(_pending, now + Math.Max(_slice, 1));
        if (writer.Group.LostTurn)
        {
            _turn.Give();
            return;
        }

        _admission.Release();
        _singles = count > 1 ? 0 : Math.Min(_singles + 1, ManySingles);
        EndTransaction(writer);
        if (_singles == 0 && _pending.IsEmpty) WaitForMore();
    }

    // The maintenance belongs under the turn, and the acknowledgements are out already.
    private void EndTransaction(Writer writer)
    {
        var moreWork = !_pending.IsEmpty;
        if (writer.IsReady) _turn.Extend(_maintenance.Run(writer.Session, idle: !moreWork && _turn.IsQuiet));
        _turn.TransactionEnded(moreWork || _singles == 0);
        if (_turn.IsHeld && writer.IsReady) writer.Session.KeepSnapshot();
    }

    // Several workers were acknowledged at once and are about to ask for their next write.
    private void WaitForMore()
    {
        var until = _services.Clock.Now + _comeBack;
        while (_pending.IsEmpty && _services.Clock.Now < until) Thread.Yield();
    }

    private void LeaveRole()
    {
        Volatile.Write(ref _role, 0);

        // What was added while the role was taken must be seen by whoever leaves it.
        Interlocked.MemoryBarrier();
    }

    private void Stop(WriterThread thread)
    {
        IsStopped = true;
        Interlocked.MemoryBarrier();
        Refuse();

        // SQLite empties the write-ahead log when the last connection closes, which is a checkpoint: under the turn if it is free.
        _turn.TryTake("Dispose");
        thread.Writer.Dispose();
        _turn.Dispose();
    }

    private void Refuse()
    {
        _admission.Expire(long.MaxValue, request => request.Fail(_services.Closed(request.Operation)));
        while (_pending.TryTake(out var request))
        {
            if (request!.TryExpire(long.MaxValue)) request.Fail(_services.Closed(request.Operation));
        }
    }
}
