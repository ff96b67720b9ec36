namespace Lockkeeper.Writing;

/// <summary>
/// Where writes wait, in order and without a thread, while the queue is full. They are moved into the queue by whoever makes
/// room in it, so that none overtakes another and the queue never holds more than its limit on their account.
/// </summary>
internal sealed class AdmissionGate(PendingWrites pending, int limit)
{
    private readonly Lock _gate = new();
    private readonly Queue<WriteRequest> _outside = new();
    private int _waiting;

    /// <summary>The most writes in the queue.</summary>
    public int Limit { get; } = limit;

    /// <summary>Whether a write may enter at once: there is room and nobody waits outside.</summary>
    public bool IsOpen => Volatile.Read(ref _waiting) == 0 && pending.Count < Limit;

    /// <summary>How many wait outside.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Puts <paramref name="request"/> behind those that wait, then lets in as many as there is room for.</summary>
    public void Enter(WriteRequest request)
    {
        lock (_gate)
        {
            _outside.Enqueue(request);

            // A full fence: whoever makes room sees that somebody waits, or the room is seen here.
            Interlocked.Increment(ref _waiting);
            Admit();
        }
    }

    /// <summary>Lets in as many as there is room for. Called by whoever has taken writes out of the queue.</summary>
    /// <returns>Whether any came in.</returns>
    public bool Release()
    {
        if (Volatile.Read(ref _waiting) == 0) return false;
        lock (_gate) return Admit();
    }

    /// <summary>Drops all whose deadline is not after <paramref name="now"/> and gives them to <paramref name="expired"/>.</summary>
    public void Expire(long now, Action<WriteRequest> expired)
    {
        if (Volatile.Read(ref _waiting) == 0) return;
        List<WriteRequest> late = [];
        lock (_gate)
        {
            for (var left = _outside.Count; left > 0; left--)
            {
                var request = _outside.Dequeue();
                if (request.TryExpire(now)) late.Add(request);
                if (request.State == WriteState.Queued) _outside.Enqueue(request);
                else Interlocked.Decrement(ref _waiting);
            }
        }

        late.ForEach(expired);
    }

    private bool Admit()
    {
        var any = false;
        while (pending.Count < Limit && _outside.TryDequeue(out var request))
        {
            // One that was cancelled meanwhile needs no room.
            if (request.State == WriteState.Queued)
            {
                pending.Add(request);
                any = true;
            }

            Interlocked.Decrement(ref _waiting);
        }

        return any;
    }
}
