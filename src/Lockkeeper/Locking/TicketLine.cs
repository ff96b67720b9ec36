using Lockkeeper.Locking.Platforms;

namespace Lockkeeper.Locking;

/// <summary>
/// The line of all that want one lock, seen from one open side file: who holds ticket <c>t</c> holds byte <c>t</c>, and
/// has the lock when no conflicting byte below <c>t</c> is held. DESIGN.md tells why that is first come first served.
/// One open file has at most one ticket out that its owner has not given up.
/// </summary>
internal sealed class TicketLine(SideFile file) : IDisposable
{
    // The door's lock belongs to the open file, so it does not keep this process's own threads apart.
    private readonly Lock _threads = new();
    private long _last;

    private IRangeLocks Locks => file.Locks;

    /// <summary>Whether the side file is still the one at its path. One system call.</summary>
    public bool IsCurrent() => file.IsCurrent();

    /// <summary>
    /// Goes through the door and takes the lock if nobody is before; otherwise, with <paramref name="queue"/>, a ticket.
    /// Uncontended: five system calls.
    /// </summary>
    /// <param name="mode">The mode of the lock.</param>
    /// <param name="wait">Whether to wait at the door, which a living process holds for some microseconds.</param>
    /// <param name="queue">Whether to keep a ticket when the lock is not free.</param>
    /// <param name="givenUp">Asked behind the door: whether the caller no longer wants it.</param>
    /// <param name="ticket">The ticket, or 0.</param>
    public LineEntry Enter(LockMode mode, bool wait, bool queue, Func<bool>? givenUp, out long ticket)
    {
        ticket = 0;
        if (wait) _threads.Enter();
        else if (!_threads.TryEnter()) return LineEntry.DoorBusy;
        try
        {
            if (wait) Locks.Lock(SideFileLayout.Door, 1, LockMode.Exclusive);
            else if (!Locks.TryLock(SideFileLayout.Door, 1, LockMode.Exclusive)) return LineEntry.DoorBusy;
            try
            {
                if (givenUp?.Invoke() == true) return LineEntry.GivenUp;
                return file.IsCurrent() ? TakeTicket(mode, queue, out ticket) : LineEntry.Replaced;
            }
            finally
            {
                Locks.Unlock(SideFileLayout.Door, 1);
            }
        }
        finally
        {
            _threads.Exit();
        }
    }

    /// <summary>Takes the lock with a ticket if nobody before it is left.</summary>
    public bool TryAdvance(LockMode mode, long ticket) => Locks.TryLock(SideFileLayout.Tickets, ticket, mode);

    /// <summary>Waits until nobody before the ticket is left. Blocks the calling thread in the kernel.</summary>
    public void Advance(LockMode mode, long ticket) => Locks.Lock(SideFileLayout.Tickets, ticket, mode);

    /// <summary>Gives up a ticket that is in line.</summary>
    public void Leave(long ticket) => Locks.Unlock(SideFileLayout.Tickets + ticket, 1);

    /// <summary>
    /// Lets go of what <see cref="Advance"/> brought for a ticket that was given up meanwhile. A later ticket of the same
    /// open file keeps its own byte, which is all that it needs.
    /// </summary>
    public void LetGoBelow(long ticket) => Locks.Unlock(SideFileLayout.Tickets, ticket);

    /// <summary>Gives up the lock, or whatever place in line there is. One system call.</summary>
    public void Release() => Locks.Unlock(SideFileLayout.Tickets, SideFileLayout.AllTickets);

    /// <summary>Whether anyone came after the ticket. One system call.</summary>
    public bool IsFollowed(long ticket) =>
        Locks.Probe(SideFileLayout.Tickets + ticket + 1, SideFileLayout.AllTickets - ticket - 1, out _);

    public void Dispose() => file.Dispose();

    private LineEntry TakeTicket(LockMode mode, bool queue, out long ticket)
    {
        ticket = _last + 1;
        bool alone = true;
        while (Locks.Probe(SideFileLayout.Tickets + ticket, SideFileLayout.AllTickets - ticket, out RangeConflict conflict))
        {
            // Others are ahead. The counter says how far, unless the file was truncated or overwritten: then the
            // climb over the tickets that are out says it, in more steps.
            if (alone) ticket = Math.Max(ticket, PlausibleCounter());
            alone = false;
            ticket = Math.Max(ticket, conflict.End - SideFileLayout.Tickets);
        }
        if (ticket >= SideFileLayout.AllTickets - 1) throw new IOException("The side file's tickets are used up.");

        // The range up to the ticket and the ticket itself in one call: nobody below, and it is ours.
        if (Locks.TryLock(SideFileLayout.Tickets, ticket + 1, mode))
        {
            _last = ticket;
            return LineEntry.Granted;
        }
        if (!queue) return LineEntry.NotFree;
        return Queue(mode, ref ticket);
    }

    private LineEntry Queue(LockMode mode, ref long ticket)
    {
        if (!Locks.TryLock(SideFileLayout.Tickets + ticket, 1, mode))
        {
            // A waiter that gave up may be granted its range at this moment and lets go of it at once; on Windows a
            // probe is a short lock, too.
            Locks.Lock(SideFileLayout.Tickets + ticket, 1, mode);
        }
        _last = ticket;
        file.WriteCounter(ticket + 1);
        return LineEntry.InLine;
    }

    private long PlausibleCounter()
    {
        long counter = file.ReadCounter();
        return counter is > 0 and <= SideFileLayout.LastPlausibleTicket ? counter : 0;
    }
}
