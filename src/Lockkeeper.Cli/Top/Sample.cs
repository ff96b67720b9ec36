using Lockkeeper.Cli.Files;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Top;

/// <summary>One look at a file. Opens nothing of the engine's through the engine, and takes no lock.</summary>
/// <param name="Seen">Who has it open.</param>
/// <param name="WalBytes">The size of its WAL.</param>
/// <param name="WalIndex">How far that is checkpointed, where it can be read.</param>
/// <param name="Ticks">When it was looked, by the clock that is never set.</param>
internal sealed record Sample(DatabaseObservation Seen, long WalBytes, WalIndex? WalIndex, long Ticks)
{
    /// <summary>Looks.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static Sample Take(string path)
    {
        try
        {
            DatabaseObservation seen = DatabaseFile.Observe(path);
            long wal = FileFacts.Read(seen.DatabasePath + "-wal")?.Size ?? 0;
            return new(seen, wal, Cli.WalIndex.Read(seen.DatabasePath), TimeProvider.System.GetTimestamp());
        }
        catch (SharedDatabaseException error)
        {
            throw new UsageException(error.Message);
        }
        catch (ArgumentException)
        {
            throw new UsageException("DATABASE is empty; name a file.");
        }
    }
}
