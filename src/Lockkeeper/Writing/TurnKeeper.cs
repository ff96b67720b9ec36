using Lockkeeper.Locking;
using Lockkeeper.Status;
using Lockkeeper.Telemetry;

namespace Lockkeeper.Writing;

/// <summary>
/// Decides how long this process keeps the turn. It keeps it while it has work and nobody waits; when others wait, until
/// its slice is over; and without work, only as long as its writers have been coming back at once. Used by the owner of
/// the writer role.
/// </summary>
internal sealed class TurnKeeper : IDisposable
{
    // A hand-over to another process costs about this much: a writer that comes back sooner is worth waiting for.
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromMicroseconds(100);

    // An idle turn is given up after this much, when ticks find it.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMicroseconds(500);

    // A lease costs some ten milliseconds to hand over: without work it is kept so long although others wait.
    private static readonly TimeSpan LeaseWorthWaiting = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(1);

    // Whether others wait is a system call: not asked for at each of many short transactions.
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMicroseconds(200);

    private readonly ITurn _turn;
    private readonly Presence _presence;
    private readonly WriteMeter _meter;
    private readonly Clock _clock;
    private readonly long _slice;
    private readonly long _worthWaiting;
    private readonly long _idleLimit;
    private readonly long _probeEvery;
    private readonly long _quiet;
    private readonly long _idleProbe;

    private long _taken;
    private long _nextProbe;
    private long _workEnded;
    private long _lastGap = long.MaxValue;
    private long _gapBefore = long.MaxValue;
    private volatile bool _isHeld;
    private volatile bool _inLine;
    private volatile bool _isWaiting;

    /// <param name="turn">The turn.</param>
    /// <param name="presence">Where it is shown.</param>
    /// <param name="meter">Where it is counted.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="slice">How long it is kept while others wait.</param>
    /// <param name="idleRelease">
    /// How long it is kept without work while nobody waits, where to take it again is dear; otherwise it is not kept at all.
    /// </param>
    public TurnKeeper(ITurn turn, Presence presence, WriteMeter meter, Clock clock, TimeSpan slice, TimeSpan? idleRelease = null)
    {
        _turn = turn;
        _presence = presence;
        _meter = meter;
        _clock = clock;
        _slice = clock.Ticks(slice);
        _worthWaiting = idleRelease is null ? clock.Ticks(WorthWaiting) : long.MaxValue;
        _idleLimit = clock.Ticks(idleRelease ?? IdleLimit);
        _idleProbe = idleRelease is null ? long.MaxValue : clock.Ticks(LeaseWorthWaiting);
        _probeEvery = clock.Ticks(ProbeEvery);
        _quiet = clock.Ticks(Quiet);
    }

    /// <summary>Called before the turn is given up.</summary>
    public Action BeforeGive { get; set; } = static () => { };

    /// <summary>Whether this process holds the turn. Any thread may look; the answer may be old.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Whether a thread is blocked until this process gets the turn. Any thread may look; the answer may be old.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Whether this process has a place in line that nobody waits on. Any thread may look; the answer may be old.</summary>
    public bool IsInLine => _inLine;

    /// <inheritdoc cref="ITurn.IsLost"/>
    public bool IsLost => _isHeld && _turn.IsLost;

    /// <summary>Whether the turn is held and has not been used for long enough to give it up.</summary>
    public bool IsIdle => _isHeld && _clock.Now - _workEnded >= _idleLimit;

    /// <summary>Whether writes have been coming so fast that the turn is kept between them.</summary>
    public bool IsInUse => Math.Max(_lastGap, _gapBefore) <= _worthWaiting;

    /// <summary>Whether writes come so seldom that time between them is nobody's loss.</summary>
    public bool IsQuiet => Math.Min(_lastGap, _gapBefore) > _quiet;

    /// <summary>Takes the turn for <paramref name="operation"/> if it is free. Does not wait.</summary>
    public bool TryTake(string operation)
    {
        NoteGap();
        if (_isHeld) return true;
        _inLine = !_turn.TryTake();
        if (_inLine) return false;
        Took(operation, TimeSpan.Zero);
        return true;
    }

    /// <summary>Takes the turn for <paramref name="operation"/>. Blocks the calling thread until it is had.</summary>
    public void Take(string operation)
    {
        NoteGap();
        if (_isHeld) return;
        var asked = _clock.Now;
        if (!_turn.TryTake())
        {
            _presence.Show(TurnState.Waiting, operation);
            _isWaiting = true;
            _turn.Take();
            _isWaiting = false;
        }

        Took(operation, _clock.Since(asked));
    }

    /// <summary>A transaction ended: gives the turn up if it is somebody else's by now.</summary>
    /// <param name="moreWork">Whether this process has more to write.</param>
    public void TransactionEnded(bool moreWork)
    {
        var now = _clock.Now;
        _workEnded = now;
        if (now >= _nextProbe) GiveIfSliceIsOver(now);
        if (_isHeld && !moreWork && !IsInUse) Give();
    }

    /// <summary>Makes the slice longer by what was done in it for all processes alike, such as a checkpoint.</summary>
    public void Extend(TimeSpan spent) => _nextProbe += _clock.Ticks(spent);

    /// <summary>Looks after a turn that was kept without work. Called now and then while nothing runs.</summary>
    public void Tick()
    {
        if (!_isHeld)
        {
            // A place in line that nobody waits on would stop all behind it.
            if (_inLine) LeaveLine();
            return;
        }

        var now = _clock.Now;
        if (IsIdle && !_turn.IsInUse) Give();
        else if (now >= _nextProbe || (now - _workEnded >= _idleProbe && !_turn.IsInUse)) GiveIfSliceIsOver(now);
    }

    public void Give()
    {
        if (!_isHeld) return;
        BeforeGive();
        _isHeld = false;
        _turn.Give();
        _meter.TurnGiven(_clock.Since(_taken));
        _presence.Show(TurnState.Idle, "");
    }

    public void Dispose()
    {
        Give();
        if (_inLine) LeaveLine();
        _turn.Dispose();
    }

    private void LeaveLine()
    {
        _inLine = false;
        _turn.Give();
    }

    private void GiveIfSliceIsOver(long now)
    {
        if (_turn.OthersWait()) Give();
        else _nextProbe = now + _probeEvery;
    }

    private void Took(string operation, TimeSpan wait)
    {
        _inLine = false;
        _isHeld = true;
        _taken = _clock.Now;
        _workEnded = _taken;
        _nextProbe = _taken + _slice;
        _meter.TurnTaken(wait);
        _presence.Show(TurnState.Holding, operation);
    }

    private void NoteGap()
    {
        _gapBefore = _lastGap;
        _lastGap = _clock.Now - _workEnded;
    }
}
