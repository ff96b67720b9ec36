namespace Lockkeeper.Writing;

/// <summary>
/// Where writes wait, in order and without a thread, while the queue is full.
/// </summary>
internal sealed class AdmissionGate(PendingWrites pending, int limit) : IDisposable
{
    private readonly SemaphoreSlim _room = new(0);
    private int _outside;

    /// <summary>The most writes in the queue.</summary>
    public int Limit { get; } = limit;

    /// <summary>Whether a write may enter at once: there is room and nobody waits outside.</summary>
    public bool IsOpen => Volatile.Read(ref _outside) == 0 && pending.Count < Limit;

    /// <summary>Waits for room.</summary>
    /// <returns><see langword="false"/> when <paramref name="timeout"/> passed first.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _outside);
        try
        {
            // Whoever made room before the increment could not know that somebody waits.
            Release();
            return await _room.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _outside);
        }
    }

    /// <summary>Lets in as many as there is room for. Called after each transaction.</summary>
    public void Release()
    {
        var outside = Volatile.Read(ref _outside);
        if (outside == 0) return;

        // Those that were let in and have not arrived yet still count as outside.
        var room = Math.Min(outside, Limit - pending.Count) - _room.CurrentCount;
        if (room > 0) _room.Release(room);
    }

    public void Dispose() => _room.Dispose();
}
