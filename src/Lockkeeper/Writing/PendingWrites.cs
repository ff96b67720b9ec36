using System.Collections.Concurrent;

namespace Lockkeeper.Writing;

/// <summary>
/// The writes of this process that wait, first in, first out. Any thread adds; only the owner of the writer role takes.
/// What was dropped meanwhile (deadline, cancellation) stays until the owner passes it.
/// </summary>
internal sealed class PendingWrites
{
    private readonly ConcurrentQueue<WriteRequest> _queue = new();

    // The next one, once the owner has looked at it. The queue's own TryPeek would make it keep every write that it ever
    // held, with all that the callers' code refers to, until the place of each is needed again.
    private WriteRequest? _head;
    private long _nextDeadline = long.MaxValue;

    /// <summary>Whether none waits. Exact for the owner of the writer role; others may miss one that it is just looking at.</summary>
    public bool IsEmpty => Volatile.Read(ref _head) is null && _queue.IsEmpty;

    public int Count => _queue.Count + (Volatile.Read(ref _head) is null ? 0 : 1);

    public void Add(WriteRequest request)
    {
        // Read before, for once queued it may be finished and in another use; lowered after, for a look at the queue between
        // the two would miss the request and forget its deadline.
        var deadline = request.Deadline;
        _queue.Enqueue(request);
        LowerNextDeadline(deadline);
    }

    /// <summary>The next one, which stays. For the owner of the writer role.</summary>
    public bool TryPeek(out WriteRequest? request)
    {
        request = _head;
        if (request is not null) return true;
        if (!_queue.TryDequeue(out request)) return false;

        // A scan for deadlines may have found it neither in the queue nor here. A full fence lies between the two lines: such a
        // scan forgets the deadline before it is noted again.
        Interlocked.Exchange(ref _head, request);
        LowerNextDeadline(request.Deadline);
        return true;
    }

    /// <summary>Takes the next one. For the owner of the writer role.</summary>
    public bool TryTake(out WriteRequest? request)
    {
        request = _head;
        if (request is null) return _queue.TryDequeue(out request);
        _head = null;
        return true;
    }

    /// <summary>Passes what was dropped at the head. Returns whether anything is left. For the owner of the writer role.</summary>
    public bool SkipDropped()
    {
        while (TryPeek(out var request))
        {
            if (request!.State != WriteState.Dropped) return true;
            _head = null;
        }

        return false;
    }

    /// <summary>The first one that still waits. Any thread; may miss one that the owner of the writer role is just looking at.</summary>
    public WriteRequest? First()
    {
        foreach (var request in Snapshot())
        {
            if (request.State == WriteState.Queued) return request;
        }

        return null;
    }

    /// <summary>Drops all whose deadline is not after <paramref name="now"/> and gives them to <paramref name="expired"/>.</summary>
    public void Expire(long now, Action<WriteRequest> expired)
    {
        if (Volatile.Read(ref _nextDeadline) > now) return;

        // Whatever is added from here on lowers it again.
        Volatile.Write(ref _nextDeadline, long.MaxValue);
        Interlocked.MemoryBarrier();
        var next = long.MaxValue;
        foreach (var request in Snapshot())
        {
            if (request.TryExpire(now)) expired(request);
            else if (request.State == WriteState.Queued) next = Math.Min(next, request.Deadline);
        }

        LowerNextDeadline(next);
    }

    // The queue first: what left it before that is looked for at the head afterwards.
    private IEnumerable<WriteRequest> Snapshot()
    {
        var queued = _queue.ToArray();
        return Volatile.Read(ref _head) is { } head ? queued.Prepend(head) : queued;
    }

    private void LowerNextDeadline(long deadline)
    {
        var seen = Volatile.Read(ref _nextDeadline);
        while (deadline < seen)
        {
            var found = Interlocked.CompareExchange(ref _nextDeadline, deadline, seen);
            if (found == seen) return;
            seen = found;
        }
    }
}
