using System.Diagnostics;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// How long a connection's call may take, and its wait for SQLite's lock where a program without Lockkeeper has that: what the
/// log says meanwhile, and for a call that blocks no thread, when it is tried again. One for each connection, used by one call
/// at a time.
/// </summary>
internal sealed class LockWait
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    private readonly DatabaseCore _core;
    private readonly RetryOptions _retry;
    private readonly ConnectionHooks? _hooks;
    private readonly TurnLoan _loan;
    private readonly Action _onWait;
    private int _calls;
    private string _text = "";
    private long _deadline;
    private bool _runsAgain;
    private bool _pauses;
    private int _retries;
    private long _nextRetry;

    /// <param name="core">Where retries are counted and logged.</param>
    /// <param name="retry">The backoff.</param>
    /// <param name="hooks">Those of the handle: without them the driver waits by itself.</param>
    /// <param name="loan">The turn, whose limit does not count such a wait.</param>
    public LockWait(DatabaseCore core, RetryOptions retry, ConnectionHooks? hooks, TurnLoan loan)
    {
        _core = core;
        _retry = retry;
        _hooks = hooks;
        _loan = loan;
        _onWait = OnWait;
    }

    /// <summary>What the connection's writes are called where the caller named them.</summary>
    public string? Operation { get; set; }

    /// <summary>Whether the lock in other hands ends a statement at once.</summary>
    public bool Refuses { get; set; }

    /// <summary>What the call is called: the connection's operation, or the beginning of the text.</summary>
    public string Name => Operation ?? (_text.Length <= 60 ? _text : string.Concat(_text.AsSpan(0, 60), "…"));

    /// <summary>How long the call may take.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>How much of that is left.</summary>
    public TimeSpan Left => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline);

    /// <summary>
    /// A call that consists of several commands, or of several attempts, begins: until <see cref="EndCall"/> all of them have
    /// its one deadline.
    /// </summary>
    public void BeginCall(int timeout, string text)
    {
        BeginCommand(timeout, text);
        Interlocked.Increment(ref _calls);
    }

    /// <summary>Ends what <see cref="BeginCall"/> began.</summary>
    public void EndCall() => Interlocked.Decrement(ref _calls);

    /// <summary>A command begins. Where it is not part of a call, it is one.</summary>
    /// <param name="timeout">In seconds; 0 or less for a day.</param>
    /// <param name="text">Its text.</param>
    public void BeginCommand(int timeout, string text)
    {
        if (Volatile.Read(ref _calls) > 0)
        {
            return;
        }

        Limit = timeout > 0 ? TimeSpan.FromSeconds(timeout) : Forever;
        _text = text;
        _deadline = Stopwatch.GetTimestamp() + (long)(Limit.TotalSeconds * Stopwatch.Frequency);
        _retries = 0;
        _nextRetry = 0;
        _hooks?.Deadline = Refuses ? 0 : _deadline;
    }

    /// <summary>Ends the wait of the command that runs, if it waits. Any thread.</summary>
    public void Cancel() => _hooks?.Deadline = 0;

    /// <summary>The driver is about to run a command: its waits are seen by this until <see cref="EndRun"/>. Returns what saw them before.</summary>
    public Action? BeginRun()
    {
        var before = ConnectionHooks.OnWait;
        ConnectionHooks.OnWait = _onWait;
        return before;
    }

    /// <summary>It has run.</summary>
    public static void EndRun(Action? before) => ConnectionHooks.OnWait = before;

    /// <summary>An attempt begins that is made again when it meets the lock, if <paramref name="runsAgain"/>: nothing blocks for long.</summary>
    public void BeginAttempt(bool runsAgain)
    {
        _runsAgain = runsAgain && _hooks is not null && !Refuses;
        _pauses = false;
        _hooks?.BeginAttempt(_runsAgain);
        if (_retries > 0) _loan.RestartLimit();
    }

    /// <summary>It has ended.</summary>
    public void EndAttempt()
    {
        _runsAgain = false;
        _hooks?.BeginAttempt(refuses: false);
    }

    /// <summary>
    /// A command met the lock. Returns whether it is tried again: then <see cref="TryPause"/> says when. Otherwise it fails, and
    /// the log says so.
    /// </summary>
    public bool OnBusy()
    {
        _pauses = _runsAgain && !_hooks!.HasCommitted && Left > TimeSpan.Zero;
        if (_retries > 0 && Left <= TimeSpan.Zero) _core.LockedAfterRetries(Name, _retries);
        return _pauses;
    }

    /// <summary>How long to wait before the next attempt, where there is to be one. Logs it.</summary>
    public bool TryPause(out TimeSpan pause)
    {
        pause = default;
        if (!_pauses) return false;
        pause = NextPause();
        _loan.StopLimit();
        return true;
    }

    // Within SQLite's busy handler, about every millisecond.
    private void OnWait()
    {
        _loan.RestartLimit();
        var now = Stopwatch.GetTimestamp();
        if (now >= _nextRetry) _nextRetry = now + (long)(NextPause().TotalSeconds * Stopwatch.Frequency);
    }

    // The limit is the call's and not a number of retries: those after the last that the options name are made and not logged.
    private TimeSpan NextPause()
    {
        var backoff = _retry.BaseDelay * Math.Pow(2, Math.Min(_retries, 30));
        var pause = backoff < _retry.MaxDelay ? backoff : _retry.MaxDelay;
        if (_retry.Jitter) pause *= 0.5 + Random.Shared.NextDouble();
        if (pause > Left)
        {
            // Timers are a little early: the last attempt comes when the time is over for certain.
            pause = (Left > TimeSpan.Zero ? Left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(2);
        }

        _core.LockedRetrying(Name, ++_retries, _retry.MaxRetries, pause);
        return pause;
    }
}
