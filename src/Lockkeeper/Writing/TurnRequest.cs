using System.Diagnostics;
using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>
/// A connection's wish to write a transaction of its own. It queues like any other write; when it comes to its turn, the
/// writer role and the turn are lent to it until it gives them back, or <see cref="SharedDatabaseOptions.MaxWriteDuration"/> has passed.
/// </summary>
internal sealed class TurnRequest(ITurnOwner owner, bool blocking) : WriteRequest
{
    private static readonly long Awake = Stopwatch.Frequency / 5_000;

    private readonly TaskCompletionSource? _completion = blocking ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _error;
    private bool _completed;
    private bool _next;

    /// <summary>The connection.</summary>
    public ITurnOwner Owner { get; } = owner;

    public override bool NeedsSavepoint => false;

    public override bool MayRunInline => true;

    /// <summary>Ends when the turn is lent or cannot be had. Only for one that does not block.</summary>
    public Task Completion => _completion!.Task;

    /// <summary>Blocks the calling thread until the turn is lent.</summary>
    /// <exception cref="Exception">It cannot be had.</exception>
    public void Wait()
    {
        while (!Volatile.Read(ref _completed))
        {
            lock (this)
            {
                while (!_completed && !_next) Monitor.Wait(this);
                _next = false;
            }

            Watch();
        }

        EndCancellation();
        if (_error is { } error) throw error;
    }

    /// <summary>As <see cref="Wait"/>, without blocking.</summary>
    public async ValueTask WaitAsync()
    {
        try
        {
            await Completion.ConfigureAwait(false);
        }
        finally
        {
            EndCancellation();
        }
    }

    /// <summary>
    /// It is the next one: a thread that waits is woken now, so that it is awake when its turn comes. To wake it takes about as
    /// long as a short transaction.
    /// </summary>
    public void Announce()
    {
        if (_completion is not null) return;
        lock (this)
        {
            _next = true;
            Monitor.Pulse(this);
        }
    }

    // Awake for as long as a short transaction may take; a longer one is waited for asleep.
    private void Watch()
    {
        var until = Stopwatch.GetTimestamp() + Awake;
        while (!Volatile.Read(ref _completed) && Stopwatch.GetTimestamp() < until) Thread.Yield();
    }

    public override void Run(IWriterSession session, CancellationToken abandoned) =>
        throw new InvalidOperationException("A turn that is lent is not run by the writer.");

    public override void Succeed() => Complete(null);

    public override void Fail(Exception error) => Complete(error);

    // A cancellation ends the wait alone; the statement that runs is its connection's to interrupt.
    protected override void Interrupt()
    {
    }

    private void Complete(Exception? error)
    {
        if (_completion is { } completion)
        {
            if (error is null) completion.TrySetResult();
            else completion.TrySetException(error);
            return;
        }

        lock (this)
        {
            _error = error;
            Volatile.Write(ref _completed, true);
            Monitor.Pulse(this);
        }
    }
}
