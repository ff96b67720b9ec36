using Lockkeeper.Locking;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Lockkeeper.Status;

namespace Lockkeeper.Sqlite.Foreign;

/// <summary>Puts together what the presence board, <c>/proc/locks</c> and <c>/proc/PID/fd</c> tell of a file. Opens none of the engine's files.</summary>
internal static class FileObserver
{
    /// <summary>Looks once. Milliseconds, by the number of processes on the machine.</summary>
    /// <exception cref="SharedDatabaseException">There is no such file, or it is none.</exception>
    public static DatabaseObservation Observe(string path, TimeProvider time)
    {
        var canonical = CanonicalPath.Resolve(path);
        if (Directory.Exists(canonical)) throw CannotOpen($"'{path}' is a directory; name a database file.");
        if (FileFacts.Read(canonical) is not { } database) throw CannotOpen($"There is no file '{path}'.");
        if (database.Links > 1) canonical = HardLinks.Choose(canonical, database);

        var board = ReadBoard(canonical);
        var (locks, users, hidden) = OperatingSystem.IsLinux() ? ReadSystem(canonical, database) : ([], [], 0);
        var processes = new List<ObservedProcess>();
        foreach (var entry in board) Add(processes, entry.ProcessId, board, locks);
        foreach (var user in users) Add(processes, user, board, locks);
        foreach (var held in locks) Add(processes, held.ProcessId, board, locks);
        processes.Sort(static (one, other) => one.HoldsFile == other.HoldsFile
            ? one.ProcessId.CompareTo(other.ProcessId)
            : other.HoldsFile.CompareTo(one.HoldsFile));
        return new(
            canonical,
            time.GetUtcNow(),
            processes,
            hidden,
            [.. locks.Where(held => held.ProcessId <= 0 && held.Lock is not "shared" and not "read" && !held.Waits).Select(held => held.Lock).Distinct()]);
    }

    // Once each, and none of another process namespace, which has no number here.
    private static void Add(List<ObservedProcess> processes, int id, IReadOnlyList<BoardEntry> board, IReadOnlyList<EngineLock> locks)
    {
        if (id <= 0 || processes.Exists(process => process.ProcessId == id)) return;
        processes.Add(new ObservedProcess(
            id,
            OperatingSystem.IsLinux() ? ForeignHolders.CommandLine(id) : null,
            board.FirstOrDefault(entry => entry.ProcessId == id),
            [.. locks.Where(held => held.ProcessId == id && !held.Waits).Select(held => held.Lock)],
            [.. locks.Where(held => held.ProcessId == id && held.Waits).Select(held => held.Lock)]));
    }

    private static (IReadOnlyList<EngineLock> Locks, IReadOnlyList<int> Users, int Hidden) ReadSystem(string path, FileFacts database)
    {
        // What is not there stands in for the database itself, which is looked for anyway.
        FileFacts[] files = [database, FileFacts.Read(path + "-wal") ?? database, FileFacts.Read(path + "-shm") ?? database, FileFacts.Read(path + "-journal") ?? database];
        var (users, hidden) = FileUsers.Find(files);
        // In WAL mode every connection has a shared lock on the database all the time, which says no more than that it has it open.
        var isWal = FileFacts.Read(path + "-shm") is not null;
        return (ForeignHolders.Locks(path, database, withReaders: !isWal), users, hidden);
    }

    private static IReadOnlyList<BoardEntry> ReadBoard(string path)
    {
        try
        {
            return PresenceBoard.ReadFrom(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotOpen($"The side file of '{path}' cannot be read: {error.Message}");
        }
    }

    private static SharedDatabaseException CannotOpen(string message) => new(SharedDatabaseErrorKind.CannotOpen, message);
}
