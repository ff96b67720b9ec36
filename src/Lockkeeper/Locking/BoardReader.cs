using Lockkeeper.Locking.Platforms;

namespace Lockkeeper.Locking;

/// <summary>Reads the slots of living processes: those whose byte somebody holds. Process ids are never asked.</summary>
internal static class BoardReader
{
    private const int Attempts = 4;

    /// <summary>All entries but that of slot <paramref name="own"/> (-1 for none), by slot.</summary>
    public static SortedList<int, BoardEntry> Read(SideFile file, int own)
    {
        SortedList<int, BoardEntry> found = [];
        if (own > 0) ReadRange(file, 0, own, found);
        ReadRange(file, own + 1, SideFileLayout.SlotCount, found);
        return found;
    }

    // A probe shows one held byte of the range, not always the first: both sides of it are looked at, too.
    private static void ReadRange(SideFile file, int from, int end, SortedList<int, BoardEntry> found)
    {
        while (from < end && file.Locks.Probe(SideFileLayout.SlotLives + from, end - from, LockMode.Exclusive, out RangeConflict conflict))
        {
            int slot = (int)Math.Max(from, conflict.Start - SideFileLayout.SlotLives);
            if (ReadSlot(file, slot) is { } entry) found[slot] = entry;
            ReadRange(file, from, slot, found);
            from = slot + 1;
        }
    }

    private static BoardEntry? ReadSlot(SideFile file, int slot)
    {
        Span<byte> bytes = stackalloc byte[SideFileLayout.SlotSize];
        // A write takes a microsecond: a slot that stays torn was overwritten by something else.
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int read = RandomAccess.Read(file.Handle, bytes, SideFileLayout.SlotOffset(slot));
            if (BoardSlot.Read(bytes[..read]) is { } entry) return entry;
        }
        return null;
    }
}
