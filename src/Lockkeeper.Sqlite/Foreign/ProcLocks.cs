using System.Globalization;
using Lockkeeper.Sqlite.Native;

namespace Lockkeeper.Sqlite.Foreign;

/// <summary>
/// Reads SQLite's locks out of <c>/proc/locks</c> (https://man7.org/linux/man-pages/man5/proc_locks.5.html). Which bytes
/// stand for which lock: https://sqlite.org/walformat.html#locks for the <c>-shm</c> file, and <c>PENDING_BYTE</c> of
/// https://sqlite.org/fileformat2.html for the database.
/// </summary>
internal static class ProcLocks
{
    private const long PendingByte = 0x40000000;
    private const long SharedFirst = PendingByte + 2;
    private const long SharedLast = SharedFirst + 509;
    private const long WriteByte = 120;
    private const long LastReadByte = 127;

    /// <summary>The processes that hold a lock on a database or wait for one, one entry for each process and lock.</summary>
    /// <param name="text">The text of <c>/proc/locks</c>.</param>
    /// <param name="database">The database file.</param>
    /// <param name="sharedMemory">Its <c>-shm</c> file, or <see langword="null"/> where there is none.</param>
    /// <param name="device">The device number by which <c>/proc/locks</c> knows the files.</param>
    /// <param name="withReaders">
    /// Whether shared locks on the database file count: every connection in WAL mode has one all the time and disturbs no
    /// one, but they keep the journal mode from being switched.
    /// </param>
    public static IReadOnlyList<EngineLock> Parse(
        string text, FileFacts database, FileFacts? sharedMemory, (uint Major, uint Minor) device, bool withReaders)
    {
        var found = new List<EngineLock>();
        foreach (var line in text.Split('\n'))
        {
            if (Read(line) is not { } held || held.Device != device)
            {
                continue;
            }

            var name = held.Inode == database.Inode ? DatabaseLock(held, withReaders)
                : held.Inode == sharedMemory?.Inode ? SharedMemoryLock(held)
                : null;
            if (name is not null && new EngineLock(held.ProcessId, name, held.Waits) is var entry && !found.Contains(entry))
            {
                found.Add(entry);
            }
        }

        return found;
    }

    private static string? DatabaseLock(HeldLock held, bool withReaders)
    {
        if (held.IsWrite && held.First <= SharedLast && held.Last >= SharedFirst)
        {
            return "exclusive";
        }

        if (held.IsWrite && held.Covers(PendingByte + 1))
        {
            return "reserved";
        }

        if (held.IsWrite && held.Covers(PendingByte))
        {
            return "pending";
        }

        return withReaders && held.First <= SharedLast && held.Last >= SharedFirst ? "shared" : null;
    }

    private static string? SharedMemoryLock(HeldLock held) => held switch
    {
        { IsWrite: true } when held.Covers(WriteByte) => "write",
        { IsWrite: true } when held.Covers(WriteByte + 1) => "checkpoint",
        { IsWrite: true } when held.Covers(WriteByte + 2) => "recover",
        _ when held.First <= LastReadByte && held.Last > WriteByte + 2 => "read",
        _ => null,
    };

    private static HeldLock? Read(string line)
    {
        // 2: POSIX  ADVISORY  WRITE 4711 08:01:1234 120 120       ("->" after the number: it only waits)
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var waits = fields is [_, "->", ..];
        if (waits) fields = [fields[0], .. fields[2..]];
        if (fields.Length < 8 || fields[1] != "POSIX")
        {
            return null;
        }

        var file = fields[5].Split(':');
        if (file.Length != 3
            || !int.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            || !uint.TryParse(file[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var major)
            || !uint.TryParse(file[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var minor)
            || !ulong.TryParse(file[2], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            || !long.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return null;
        }

        var last = long.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out var end) ? end : long.MaxValue;
        return new(process, (major, minor), inode, fields[3] == "WRITE", first, last, waits);
    }

    private sealed record HeldLock(int ProcessId, (uint Major, uint Minor) Device, ulong Inode, bool IsWrite, long First, long Last, bool Waits)
    {
        public bool Covers(long position) => First <= position && position <= Last;
    }
}
