using System.Diagnostics;
using Lockkeeper.Locking.Platforms;

namespace Lockkeeper.Locking;

/// <summary>
/// The line of all that want one lock, seen from one open side file: who has ticket <c>t</c> holds byte <c>t</c>, from the
/// door until it is done, and has the lock when no conflicting byte below <c>t</c> is held. DESIGN.md tells why that is
/// first come first served. One open file has at most one ticket out that its owner has not given up.
/// </summary>
internal sealed class TicketLine(SideFile file) : IDisposable
{
    private static readonly TimeSpan _catchUpAfter = TimeSpan.FromMilliseconds(10);

    // The door's lock belongs to the open file, so it does not keep this process's own threads apart.
    private readonly Lock _threads = new();
    private long _last;
    private long _caughtUpAt;

    private IRangeLocks Locks => file.Locks;

    /// <inheritdoc cref="SideFile.LetProgramsInherit"/>
    public void LetProgramsInherit() => file.LetProgramsInherit();

    /// <summary>Whether the side file is still the one at its path. One system call.</summary>
    public bool IsCurrent() => file.IsCurrent();

    /// <summary>
    /// Goes through the door and takes the lock if nobody is before; otherwise, with <paramref name="queue"/>, a ticket.
    /// Uncontended: five system calls, the lock of the door and its opening included.
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

    /// <summary>Whether nobody before the ticket is left, so that it has the lock. One system call.</summary>
    public bool IsFirst(LockMode mode, long ticket) => !Locks.Probe(SideFileLayout.Tickets, ticket, mode, out _);

    /// <summary>
    /// Waits until nobody before the ticket is left, so that it has the lock, or had it if it was given up meanwhile.
    /// Blocks the calling thread in the kernel.
    /// </summary>
    public void Advance(LockMode mode, long ticket)
    {
        Locks.Lock(SideFileLayout.Tickets, ticket, mode);
        // To have had them is enough, and who gave up a ticket between these must not wait for this one.
        Locks.Unlock(SideFileLayout.Tickets, ticket);
    }

    /// <summary>Gives up a ticket.</summary>
    public void Leave(long ticket) => Locks.Unlock(SideFileLayout.Tickets + ticket, 1);

    /// <summary>Gives up the lock, or whatever place in line there is. One system call.</summary>
    public void Release() => Locks.Unlock(SideFileLayout.Tickets, SideFileLayout.AllTickets);

    /// <summary>Whether anyone came after the ticket who cannot share the lock with it. One system call.</summary>
    public bool IsFollowed(LockMode mode, long ticket) =>
        Locks.Probe(SideFileLayout.Tickets + ticket + 1, SideFileLayout.AllTickets - ticket - 1, mode, out _);

    public void Dispose() => file.Dispose();

    private LineEntry TakeTicket(LockMode mode, bool queue, out long ticket)
    {
        ticket = 0;
        if (!Locks.Probe(SideFileLayout.Tickets, SideFileLayout.AllTickets, LockMode.Exclusive, out RangeConflict conflict))
        {
            // Nobody is out, so any number is in order, and the counter need not be written.
            CatchUp();
            ticket = Hold(_last + 1, mode);
            return LineEntry.Granted;
        }

        bool free = mode == LockMode.Shared && IsFirst(LockMode.Shared, SideFileLayout.AllTickets);
        if (!free && !queue) return LineEntry.NotFree;
        ticket = Hold(AboveAll(conflict), mode);
        file.WriteCounter(ticket + 1);
        return free ? LineEntry.Granted : LineEntry.InLine;
    }

    /// <summary>
    /// A number above all tickets that are out. The counter says it, unless the file was truncated or overwritten: then
    /// the climb over the tickets that are out says it, in more steps.
    /// </summary>
    private long AboveAll(RangeConflict conflict)
    {
        long ticket = Math.Max(_last + 1, PlausibleCounter());
        do ticket = Math.Max(ticket, conflict.End - SideFileLayout.Tickets);
        while (Locks.Probe(
            SideFileLayout.Tickets + ticket, SideFileLayout.AllTickets - ticket, LockMode.Exclusive, out conflict));
        return ticket;
    }

    /// <summary>
    /// Who gave up a ticket may still wait in the kernel for all numbers below it. So that those run out, and the wait
    /// ends, numbers given by an open file that is always alone rise with the counter, a little later.
    /// </summary>
    private void CatchUp()
    {
        if (Stopwatch.GetElapsedTime(_caughtUpAt) < _catchUpAfter) return;
        _caughtUpAt = Stopwatch.GetTimestamp();
        _last = Math.Max(_last, PlausibleCounter() - 1);
    }

    private long Hold(long ticket, LockMode mode)
    {
        // Free but for a waiter that gave up and is at this moment granted what it no longer wants, or a probe on
        // Windows, which is a short lock: both let go at once.
        Locks.Lock(SideFileLayout.Tickets + ticket, 1, mode);
        return _last = ticket;
    }

    private long PlausibleCounter()
    {
        long counter = file.ReadCounter();
        return counter is > 0 and <= SideFileLayout.LastPlausibleTicket ? counter : 0;
    }
}
