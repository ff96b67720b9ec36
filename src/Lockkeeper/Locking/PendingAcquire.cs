namespace Lockkeeper.Locking;

/// <summary>One acquisition that waits. All but the task is guarded by the lock that it belongs to.</summary>
internal sealed class PendingAcquire(LockMode mode, TicketLine line, long ticket)
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abandoned;

    public LockMode Mode => mode;

    /// <summary>The line it stands in; another one after the side file was replaced.</summary>
    public TicketLine Line { get; set; } = line;

    /// <summary>Its ticket, or 0 while it has not been through the door.</summary>
    public long Ticket { get; set; } = ticket;

    /// <summary>Whether nobody waits for it any more. Read behind the door without the guard.</summary>
    public bool IsAbandoned
    {
        get => _abandoned;
        set => _abandoned = value;
    }

    public Task<bool> Task => _done.Task;

    public void Succeed() => _done.TrySetResult(true);

    public void Fail(Exception error) => _done.TrySetException(error);
}
