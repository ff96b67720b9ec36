using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Lockkeeper.Locking;

/// <summary>
/// One slot of the presence board as bytes, little-endian. A checksum over the whole tells a slot that is read while it
/// is written, or that somebody filled with something else.
/// </summary>
internal static class BoardSlot
{
    private const int Checksum = 0, LayoutVersion = 8, ProcessId = 12, StartTime = 16, Since = 24, OldestRead = 32;
    private const int State = 40, HasHistograms = 41, NameLength = 42, OperationLength = 44, Queue = 48, Readers = 52;
    private const int Counters = 56, Waits = 120, Holds = Waits + (4 * BoardHistograms.Buckets), Name = 344, Operation = 512;
    private const int Layout = 1;

    /// <summary>Writes the part that stays the same as long as the process lives.</summary>
    public static void WriteProcess(Span<byte> slot, int processId, DateTimeOffset startTime, string name)
    {
        slot.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(slot[LayoutVersion..], Layout);
        BinaryPrimitives.WriteInt32LittleEndian(slot[ProcessId..], processId);
        BinaryPrimitives.WriteInt64LittleEndian(slot[StartTime..], startTime.UtcTicks);
        WriteText(slot, NameLength, slot[Name..Operation], name);
    }

    /// <summary>Writes the part that changes, and the checksum over all.</summary>
    public static void WriteState(Span<byte> slot, in BoardState state)
    {
        BinaryPrimitives.WriteInt64LittleEndian(slot[Since..], state.Since.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(slot[OldestRead..], state.OldestReadSince?.UtcTicks ?? 0);
        slot[State] = (byte)state.State;
        BinaryPrimitives.WriteInt32LittleEndian(slot[Queue..], state.QueueLength);
        BinaryPrimitives.WriteInt32LittleEndian(slot[Readers..], state.ReadersInUse);
        WriteCounters(slot[Counters..], state.Counters);
        slot[HasHistograms] = state.Histograms is null ? (byte)0 : (byte)1;
        WriteHistogram(slot[Waits..], state.Histograms?.Waits);
        WriteHistogram(slot[Holds..], state.Histograms?.Holds);
        WriteText(slot, OperationLength, slot[Operation..], state.Operation);
        BinaryPrimitives.WriteUInt64LittleEndian(slot, Sum(slot));
    }

    /// <summary>The entry in a slot, or <see langword="null"/> for a torn or a foreign one.</summary>
    public static BoardEntry? Read(ReadOnlySpan<byte> slot)
    {
        if (slot.Length != SideFileLayout.SlotSize || BinaryPrimitives.ReadUInt64LittleEndian(slot) != Sum(slot)) return null;
        if (BinaryPrimitives.ReadInt32LittleEndian(slot[LayoutVersion..]) != Layout) return null;
        long oldestRead = BinaryPrimitives.ReadInt64LittleEndian(slot[OldestRead..]);
        return new BoardEntry
        {
            ProcessId = BinaryPrimitives.ReadInt32LittleEndian(slot[ProcessId..]),
            StartTime = ReadTime(slot[StartTime..]),
            ProcessName = ReadText(slot, NameLength, slot[Name..Operation]),
            State = (TurnState)slot[State],
            Operation = ReadText(slot, OperationLength, slot[Operation..]),
            Since = ReadTime(slot[Since..]),
            QueueLength = BinaryPrimitives.ReadInt32LittleEndian(slot[Queue..]),
            ReadersInUse = BinaryPrimitives.ReadInt32LittleEndian(slot[Readers..]),
            OldestReadSince = oldestRead == 0 ? null : ReadTime(slot[OldestRead..]),
            Counters = ReadCounters(slot[Counters..]),
            Histograms = slot[HasHistograms] == 0 ? null : new(ReadHistogram(slot[Waits..]), ReadHistogram(slot[Holds..])),
        };
    }

    private static void WriteText(Span<byte> slot, int lengthOffset, Span<byte> place, string text)
    {
        // Stops before the character that does not fit.
        Utf8.FromUtf16(text, place, out _, out int written);
        place[written..].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(slot[lengthOffset..], (ushort)written);
    }

    private static string ReadText(ReadOnlySpan<byte> slot, int lengthOffset, ReadOnlySpan<byte> place)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(slot[lengthOffset..]);
        return Encoding.UTF8.GetString(place[..Math.Min(length, place.Length)]);
    }

    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> place)
    {
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(place);
        return new DateTimeOffset(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
    }

    private static void WriteCounters(Span<byte> place, in BoardCounters counters)
    {
        ReadOnlySpan<long> values =
        [
            counters.Writes, counters.Transactions, counters.Failures, counters.Retries,
            counters.Timeouts, counters.Turns, counters.WaitMicroseconds, counters.HoldMicroseconds,
        ];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(place[(8 * i)..], values[i]);
    }

    private static BoardCounters ReadCounters(ReadOnlySpan<byte> place)
    {
        Span<long> values = stackalloc long[8];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadInt64LittleEndian(place[(8 * i)..]);
        return new BoardCounters(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }

    private static void WriteHistogram(Span<byte> place, IReadOnlyList<int>? counts)
    {
        int known = Math.Min(counts?.Count ?? 0, BoardHistograms.Buckets);
        for (int i = 0; i < known; i++) BinaryPrimitives.WriteInt32LittleEndian(place[(4 * i)..], counts![i]);
        place[(4 * known)..(4 * BoardHistograms.Buckets)].Clear();
    }

    private static int[] ReadHistogram(ReadOnlySpan<byte> place)
    {
        int[] counts = new int[BoardHistograms.Buckets];
        for (int i = 0; i < counts.Length; i++) counts[i] = BinaryPrimitives.ReadInt32LittleEndian(place[(4 * i)..]);
        return counts;
    }

    // FNV-1a by words: quick, and no more is asked of it than to notice a mix of two writes. Zeros do not sum to zero.
    private static ulong Sum(ReadOnlySpan<byte> slot)
    {
        ulong sum = 14695981039346656037;
        for (int i = Checksum + 8; i < slot.Length; i += 8)
        {
            sum = (sum ^ BinaryPrimitives.ReadUInt64LittleEndian(slot[i..])) * 1099511628211;
            sum ^= sum >> 32;
        }
        return sum;
    }
}
