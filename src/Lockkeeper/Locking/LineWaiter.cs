using System.Collections.Concurrent;

namespace Lockkeeper.Locking;

/// <summary>
/// A background thread that waits in the kernel for one mode of one lock. An acquisition that was given up leaves it
/// waiting until all that came before are gone; a later one of the same mode has to wait for those, too, so the same
/// thread serves it afterwards and there is never more than one.
/// </summary>
internal sealed class LineWaiter : IDisposable
{
    private const int StackSize = 256 * 1024;

    private readonly BlockingCollection<PendingAcquire> _queue = [];
    private readonly Action<PendingAcquire> _serve;

    public LineWaiter(Action<PendingAcquire> serve)
    {
        _serve = serve;
        new Thread(Run, StackSize) { IsBackground = true, Name = "Lockkeeper line" }.Start();
    }

    public void Post(PendingAcquire pending) => _queue.Add(pending);

    /// <summary>Lets the thread end when it wakes.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        foreach (PendingAcquire pending in _queue.GetConsumingEnumerable())
        {
            if (!pending.IsAbandoned) _serve(pending);
        }
        _queue.Dispose();
    }
}
