using System.Collections.Concurrent;

namespace Lockkeeper.Writing;

/// <summary>
/// The writes of this process that wait, first in, first out. Any thread adds; only the owner of the writer role takes.
/// What was dropped meanwhile (deadline, cancellation) stays until the owner passes it.
/// </summary>
internal sealed class PendingWrites
{
    private readonly ConcurrentQueue<WriteRequest> _queue = new();
    private long _nextDeadline = long.MaxValue;

    public bool IsEmpty => _queue.IsEmpty;

    public int Count => _queue.Count;

    public void Add(WriteRequest request)
    {
        LowerNextDeadline(request.Deadline);
        _queue.Enqueue(request);
    }

    public bool TryPeek(out WriteRequest? request) => _queue.TryPeek(out request);

    public bool TryTake(out WriteRequest? request) => _queue.TryDequeue(out request);

    /// <summary>Passes what was dropped at the head. Returns whether anything is left. For the owner of the writer role.</summary>
    public bool SkipDropped()
    {
        while (_queue.TryPeek(out var request))
        {
            if (request.State != WriteState.Dropped) return true;
            _queue.TryDequeue(out _);
        }

        return false;
    }

    /// <summary>The first one that still waits, for what the process shows of itself.</summary>
    public WriteRequest? First()
    {
        foreach (var request in _queue)
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
        var next = long.MaxValue;
        foreach (var request in _queue)
        {
            if (request.TryExpire(now)) expired(request);
            else if (request.State == WriteState.Queued) next = Math.Min(next, request.Deadline);
        }

        LowerNextDeadline(next);
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
