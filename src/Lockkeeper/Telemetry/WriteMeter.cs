using Lockkeeper.Locking;

namespace Lockkeeper.Telemetry;

/// <summary>
/// Counts what the write queue does, for the board and for the meter. What goes wrong may be counted by any thread; the rest
/// is called by the owner of the writer role alone, so plain additions do. Readers on other threads see a recent state.
/// </summary>
internal sealed class WriteMeter(DatabaseMeter meter, Clock clock)
{
    private readonly DurationHistogram _waits = new();
    private readonly DurationHistogram _holds = new();
    private long _writes;
    private long _transactions;
    private long _failures;
    private long _retries;
    private long _timeouts;
    private long _turns;
    private long _waitTicks;
    private long _holdTicks;

    public BoardCounters Counters => new(
        _writes, _transactions, Volatile.Read(ref _failures), Volatile.Read(ref _retries), Volatile.Read(ref _timeouts), _turns,
        _waitTicks / TimeSpan.TicksPerMicrosecond, _holdTicks / TimeSpan.TicksPerMicrosecond);

    public BoardHistograms Histograms => new(_waits.Snapshot(), _holds.Snapshot());

    public void Committed(int writes)
    {
        _writes += writes;
        _transactions++;
        if (Instruments.BatchSize.Enabled) Instruments.BatchSize.Record(writes, meter.Tags);
    }

    public void Acknowledged(long asked, long now)
    {
        if (Instruments.WriteDuration.Enabled)
            Instruments.WriteDuration.Record(clock.Between(asked, now).TotalSeconds, meter.Tags);
    }

    public void Failed()
    {
        Interlocked.Increment(ref _failures);
        Instruments.Failures.Add(1, meter.Tags);
    }

    public void Retried()
    {
        Interlocked.Increment(ref _retries);
        Instruments.Retries.Add(1, meter.Tags);
    }

    public void TimedOut()
    {
        Interlocked.Increment(ref _timeouts);
        Instruments.Timeouts.Add(1, meter.Tags);
    }

    public void TurnTaken(TimeSpan wait)
    {
        _turns++;
        _waitTicks += wait.Ticks;
        _waits.Add(wait);
        if (Instruments.TurnWait.Enabled) Instruments.TurnWait.Record(wait.TotalSeconds, meter.Tags);
    }

    public void TurnGiven(TimeSpan hold)
    {
        _holdTicks += hold.Ticks;
        _holds.Add(hold);
        if (Instruments.TurnHold.Enabled) Instruments.TurnHold.Record(hold.TotalSeconds, meter.Tags);
    }
}
