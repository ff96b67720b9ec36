namespace Lockkeeper.Writing;

/// <summary>Where the writer's thread sleeps until it is given the role, or is to look after a turn that was kept.</summary>
internal sealed class WriterSignal
{
    private readonly object _gate = new();
    private bool _role;
    private bool _watch;
    private volatile bool _watching;

    /// <summary>Whether the thread already looks after the turn.</summary>
    public bool IsWatching => _watching;

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

    /// <summary>
    /// Sleeps until the role is given, or a tick has passed while the turn is looked after. Blocks the calling thread.
    /// </summary>
    /// <param name="watch">Whether to look after the turn.</param>
    /// <returns>Whether the role was given.</returns>
    public bool Wait(bool watch)
    {
        lock (_gate)
        {
            _watching = watch;
            while (!_role)
            {
                if (_watch || _watching)
                {
                    _watch = false;
                    _watching = true;
                    if (!Monitor.Wait(_gate, 1) && !_role) return false;
                }
                else
                {
                    Monitor.Wait(_gate);
                }
            }

            _role = false;
            return true;
        }
    }
}
