using System.Diagnostics;
using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>
/// A connection's wish to write a transaction of its own. It queues like any other write; when it comes to its turn, the
/// writer role and the turn are lent to it until it gives them back, or <see cref="SharedDatabaseOptions.MaxWriteDuration"/> has passed.
/// </summary>
internal sealed class TurnRequest(ITurnOwner owner, bool blocking) : WriteRequest
{
    // Between two transactions of one loan: in use, kept by its owner who may be back at once, or taken by the next in line.
    private const int InUse = 0;
    private const int Kept = 1;
    private const int Taken = 2;

    private static readonly long Awake = Stopwatch.Frequency / 500;
    private static readonly long BackAtOnce = Stopwatch.Frequency / 50_000;

    private readonly TaskCompletionSource? _completion = blocking ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _error;
    private bool _completed;
    private bool _watching;
    private int _idle;
    private long _keptSince;

    /// <summary>The connection.</summary>
    public ITurnOwner Owner { get; } = owner;

    public override bool NeedsSavepoint => false;

    public override bool MayRunInline => true;

    /// <summary>Ends when the turn is lent or cannot be had. Only for one that does not block.</summary>
    public Task Completion => _completion!.Task;

    /// <summary>Blocks the calling thread until the turn is lent.</summary>
    /// <exception cref="Exception">It cannot be had.</exception>
    public void Wait(WriteQueue queue)
    {
        while (!Volatile.Read(ref _completed) || Volatile.Read(ref _watching))
        {
            lock (this)
            {
                while (!_completed && !_watching) Monitor.Wait(this);
                if (!_watching) break;
            }

            Watch(queue);
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
    public void Announce(WriteQueue queue)
    {
        if (_completion is not null) return;
        lock (this)
        {
            if (_completed || _watching) return;
            _watching = true;
            queue.BeginWatch();
            Monitor.Pulse(this);
        }
    }

    // Awake for as long as short transactions may take; a longer one is waited for asleep.
    private void Watch(WriteQueue queue)
    {
        var start = Stopwatch.GetTimestamp();
        for (var now = start; !Volatile.Read(ref _completed) && now - start < Awake; now = Stopwatch.GetTimestamp())
        {
            if (!queue.TryEndKeptLoan(now - BackAtOnce)) Thread.Yield();
        }

        lock (this) _watching = false;
        queue.EndWatch();
    }

    /// <summary>
    /// Called by the owner between two transactions instead of giving the turn back: from here on <see cref="TryTake"/> may end
    /// the loan, until <see cref="TryGoOn"/>.
    /// </summary>
    public void Keep(long now)
    {
        _keptSince = now;

        // A full fence: whoever is next sees this before it falls asleep, or the owner sees that it sleeps.
        Interlocked.Exchange(ref _idle, Kept);
    }

    /// <summary>Whether the owner still has the turn after <see cref="Keep"/>.</summary>
    public bool TryGoOn() => Interlocked.CompareExchange(ref _idle, InUse, Kept) == Kept;

    /// <summary>Ends a loan that its owner has kept since <paramref name="before"/> or longer. The turn is then to be given back on its behalf.</summary>
    public bool TryTake(long before) =>
        Volatile.Read(ref _idle) == Kept && Volatile.Read(ref _keptSince) <= before && Interlocked.CompareExchange(ref _idle, Taken, Kept) == Kept;

    /// <summary>Whether somebody else ended the loan that its owner had kept.</summary>
    public bool IsTaken => Volatile.Read(ref _idle) == Taken;

    /// <summary>Its owner waits for another program: no limit runs until it is started anew. It can still be taken away when all is closed.</summary>
    public void StopLimit() => Started = long.MaxValue - 1;

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
