namespace Lockkeeper.Writing;

/// <summary>Where the writer's thread sleeps until it is given the role, or is to look after a turn that was kept.</summary>
internal sealed class WriterSignal
{
    private readonly object _gate = new();
    private bool _role;
    private bool _watch;
    private volatile bool _retired;
    private volatile bool _watching;

    /// <summary>Whether the thread already looks after the turn.</summary>
    public bool IsWatching => _watching;

    /// <summary>Whether another thread has taken its place.</summary>
    public bool IsRetired => _retired;

    /// <summary>Gives the role to the thread.</summary>
    public void GiveRole()
    {
        lock (_gate)
        {
            _role = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Lets the thread look after the turn from now on.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            _watch = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the thread's waiting: another one has taken its place.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Sleeps until the role is given, or a tick of a millisecond has passed while the turn is looked after. Blocks the
    /// calling thread.
    /// </summary>
    /// <param name="holdsTurn">Whether there is a turn to look after.</param>
    public WakeReason Wait(Func<bool> holdsTurn)
    {
        lock (_gate)
        {
            // A caller that takes the turn looks here afterwards: it sees this, or its turn is seen below.
            _watching = false;
            Interlocked.MemoryBarrier();
            _watching = holdsTurn();
            while (!_role && !_retired)
            {
                _watching |= _watch;
                _watch = false;
                if (!_watching) Monitor.Wait(_gate);
                else if (!Monitor.Wait(_gate, 1) && !_role && !_retired) return WakeReason.Tick;
            }

            if (_retired) return WakeReason.Retired;
            _role = false;
            return WakeReason.Role;
        }
    }
}
