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
        var (locks, users, hidden) = OperatingSystem.IsLinux() ? ReadSystem(canonical, database) : ([], new HashSet<int>(), 0);
        var ids = board.Select(entry => entry.ProcessId)
            .Concat(users)
            .Concat(locks.Select(held => held.ProcessId).Where(id => id > 0))
            .Distinct();
        var processes = ids.Select(id => new ObservedProcess(
            id,
            OperatingSystem.IsLinux() ? ForeignHolders.CommandLine(id) : null,
            board.FirstOrDefault(entry => entry.ProcessId == id),
            [.. locks.Where(held => held.ProcessId == id && !held.Waits).Select(held => held.Lock)],
            [.. locks.Where(held => held.ProcessId == id && held.Waits).Select(held => held.Lock)]));
        return new(
            canonical,
            time.GetUtcNow(),
            [.. processes.OrderByDescending(process => process.HoldsFile).ThenBy(process => process.ProcessId)],
            hidden,
            [.. locks.Where(held => held.ProcessId <= 0 && held.Lock is not "shared" and not "read" && !held.Waits).Select(held => held.Lock).Distinct()]);
    }

    private static (IReadOnlyList<EngineLock> Locks, IReadOnlySet<int> Users, int Hidden) ReadSystem(string path, FileFacts database)
    {
        List<FileFacts> files = [database];
        foreach (var suffix in (ReadOnlySpan<string>)["-wal", "-shm", "-journal"])
        {
            if (FileFacts.Read(path + suffix) is { } facts) files.Add(facts);
        }

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
