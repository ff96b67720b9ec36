namespace Lockkeeper.Locking;

/// <summary>
/// Where things are in a side file, and which bytes far past its end stand for which lock. Part of the format: processes
/// of several versions of Lockkeeper meet on it, so a change needs a new <see cref="Version"/>.
/// </summary>
internal static class SideFileLayout
{
    public const string Suffix = "-lockkeeper";
    public const int Version = 1;

    public const int HeaderSize = 4096;
    public const int VersionOffset = 8;
    public const int CounterOffset = 16;

    public const int SlotSize = 1024;
    public const int SlotCount = 256;

    /// <summary>No file reaches here, so that locks on these bytes never meet reads or writes (Windows enforces them).</summary>
    private const long LockBase = 1L << 40;

    public const long Door = LockBase;

    /// <summary>One byte a slot, held by the process that owns the slot.</summary>
    public const long SlotClaims = LockBase + 0x1000;

    /// <summary>One byte a slot, held by its owner from its first entry on: a claimed slot may still show a dead one's.</summary>
    public const long SlotLives = LockBase + 0x2000;

    /// <summary>One byte a ticket. Ticket 0 is never given, so that there is always something below a ticket.</summary>
    public const long Tickets = LockBase + 0x100000;

    /// <summary>
    /// A counter above this is not believed. From here to the end of <see cref="AllTickets"/> there is room for 36,000
    /// years at a million tickets a second, so tickets never run out.
    /// </summary>
    public const long LastPlausibleTicket = 1L << 60;

    /// <summary>The length of the range of all tickets.</summary>
    public const long AllTickets = 1L << 61;

    public static ReadOnlySpan<byte> Magic => "LKKEEPER"u8;

    public static long SlotOffset(int slot) => HeaderSize + ((long)slot * SlotSize);
}
