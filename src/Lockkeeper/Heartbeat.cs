using Lockkeeper.Reading;
using Lockkeeper.Status;
using Lockkeeper.Telemetry;
using Lockkeeper.Writing;

namespace Lockkeeper;

/// <summary>
/// What must happen though nobody's call is at it: deadlines of queued writes, limits of running ones, and the board. A
/// timer beats while anything goes on, and stops by itself.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    /// <summary>Deadlines are met to within this.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly PendingWrites _pending;
    private readonly AdmissionGate _admission;
    private readonly WriteQueue _queue;
    private readonly ReaderPool _readers;
    private readonly WriteServices _services;
    private readonly Presence _presence;
    private readonly Clock _clock;
    private readonly long _maxWrite;
    private readonly long _grace;
    private readonly ITimer _timer;
    private int _beating;
    private int _running;
    private int _stopping;
    private volatile bool _disposed;

    public Heartbeat(
        PendingWrites pending, AdmissionGate admission, WriteQueue queue, ReaderPool readers, WriteServices services,
        Presence presence, Clock clock, SharedDatabaseOptions options)
    {
        _pending = pending;
        _admission = admission;
        _queue = queue;
        _readers = readers;
        _services = services;
        _presence = presence;
        _clock = clock;
        _maxWrite = clock.Ticks(options.MaxWriteDuration);

        // An interrupted statement needs a moment to come back before its code counts as stuck.
        _grace = clock.Ticks(4 * Period);
        _timer = clock.Provider.CreateTimer(
            static state => ((Heartbeat)state!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Beats from now on, for as long as anything goes on. Called once something does.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _running) != 0 || Interlocked.Exchange(ref _running, 1) != 0) return;
        _timer.Change(Period, Period);
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private void Beat()
    {
        // A beat that takes long (an engine that does not let go) is not joined by the next one.
        if (_disposed || Interlocked.Exchange(ref _beating, 1) != 0) return;
        try
        {
            var now = _clock.Now;
            _pending.Expire(now, Expire);
            _admission.Expire(now, ExpireOutside);
            _readers.StopOverdue();
            var current = _queue.Current;

            // By now it may be over, and its request in another use that has not begun to run.
            var running = current is null ? 0 : Math.Max(0, now - current.Started);
            _presence.Refresh(current?.Operation, _clock.UtcNow - _clock.Between(0, running));
            _queue.EndWaitingIfIdle();
            StopIfQuiet();
        }
        catch (Exception error)
        {
            // The next beat tries again; an exception on a timer's thread would end the process.
            _services.LogBeatFailed(error);
        }
        finally
        {
            Volatile.Write(ref _beating, 0);
        }

        StopOverdue();
    }

    private void Expire(WriteRequest request)
    {
        _services.Meter.TimedOut();
        request.Fail(_presence.TimedOut(request.Operation, _clock.Since(request.Asked)));
    }

    private void ExpireOutside(WriteRequest request)
    {
        _services.Meter.TimedOut();
        request.Fail(_presence.QueueFull(request.Operation, _admission.Limit, _clock.Since(request.Asked)));
    }

    // To take a writer away lasts until the engine lets go of it. Meanwhile the next beats see to the deadlines.
    private void StopOverdue()
    {
        if (_queue.Current is not { } current || Interlocked.Exchange(ref _stopping, 1) != 0) return;
        try
        {
            var now = _clock.Now;
            if (current is TurnRequest)
            {
                // Its connection interrupts and rolls back by itself; to wait for its code would be in vain.
                _queue.ReplaceWriterOf(current, now - _maxWrite);
                return;
            }

            current.StopIfCancelled();
            current.TryStop(StopReason.TooLong, now - _maxWrite);
            _queue.ReplaceWriterOf(current, now - _maxWrite - _grace);
        }
        catch (Exception error)
        {
            // As above.
            _services.LogBeatFailed(error);
        }
        finally
        {
            Volatile.Write(ref _stopping, 0);
        }
    }

    private void StopIfQuiet()
    {
        if (IsBusy) return;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _running, 0);
        Interlocked.MemoryBarrier();

        // What began between the look and the stop found the beat running.
        if (IsBusy) Start();
    }

    private bool IsBusy => _queue.IsBusy || !_admission.IsOpen || _readers.InUse > 0;
}
