using Lockkeeper.Engines;
using Lockkeeper.Writing;

namespace Lockkeeper.Reading;

/// <summary>One read at work on one connection. Its deadline and its cancellation interrupt it, and it alone.</summary>
internal sealed class ReadLease(IReaderSession session, string operation, long started, DateTimeOffset since)
{
    private readonly Lock _gate = new();
    private bool _ended;
    private int _abandoning;

    public IReaderSession Session { get; } = session;

    public string Operation { get; } = operation;

    /// <summary>When it began, in the clock's ticks.</summary>
    public long Started { get; } = started;

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Whether it may last as long as it does.</summary>
    public bool IsUnlimited { get; init; }

    public StopReason StopReason { get; private set; }

    /// <summary>Whether the snapshot was taken away before the read ended: what it returns may rest on another one.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Interrupts the statement that runs now. Called again while the read goes on. Any thread.</summary>
    /// <returns>Whether this was the first time.</returns>
    public bool Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (_ended) return false;
            var first = StopReason == StopReason.None;
            if (first) StopReason = reason;
            Session.Interrupt();
            return first;
        }
    }

    /// <summary>Whether its snapshot is being taken away just now, which lasts until the engine lets go of it.</summary>
    public bool IsBeingAbandoned => Volatile.Read(ref _abandoning) != 0;

    /// <summary>
    /// Takes the snapshot away from a read that was stopped and goes on. Called again while it does. Any thread; does not wait.
    /// </summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref _abandoning, 1) != 0) return;
        ThreadPool.UnsafeQueueUserWorkItem(static lease => lease.AbandonNow(), this, preferLocal: false);
    }

    /// <summary>From here on nothing interrupts the connection on this read's account.</summary>
    public void End()
    {
        lock (_gate) _ended = true;
    }

    private void AbandonNow()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                IsAbandoned = true;
                Session.Abandon();
            }
        }

        Volatile.Write(ref _abandoning, 0);
    }
}
