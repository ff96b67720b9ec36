using Lockkeeper.Engines;
using Lockkeeper.Telemetry;

namespace Lockkeeper;

/// <summary>
/// The open files of this process, by identity: two of one file would each have a writer, and would wait for each other.
/// </summary>
internal static class DatabaseRegistry
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Entry> Open = [];

    /// <summary>Gives the open state of the engine's file, opening it when this is the first. Blocks the calling thread.</summary>
    public static Entry Acquire(IDatabaseEngine engine, SharedDatabaseOptions options)
    {
        lock (Gate)
        {
            if (Open.TryGetValue(engine.Identity, out var entry))
            {
                options.LoggerFactory.CreateLogger("Lockkeeper").OpenedAgain(entry.Core.DatabasePath);
                engine.Dispose();
                entry.Uses++;
                return entry;
            }

            try
            {
                entry = new Entry(engine.Identity, new DatabaseCore(engine, options));
            }
            catch
            {
                engine.Dispose();
                throw;
            }

            Open[engine.Identity] = entry;
            return entry;
        }
    }

    /// <summary>The open state of a file, or <see langword="null"/> where it is not open in this process.</summary>
    public static DatabaseCore? Find(string identity)
    {
        lock (Gate) return Open.TryGetValue(identity, out var entry) ? entry.Core : null;
    }

    /// <summary>Whether a path is that of a database which is open in this process, or of one of the files beside it.</summary>
    public static bool Owns(string path)
    {
        lock (Gate)
        {
            return Open.Values.Any(entry =>
                path.StartsWith(entry.Core.DatabasePath, StringComparison.Ordinal)
                && path[entry.Core.DatabasePath.Length..] is "" or "-wal" or "-shm" or "-journal" or "-lockkeeper" or ".wal");
        }
    }

    /// <summary>One use of one open file, counted.</summary>
    internal sealed class Entry(string identity, DatabaseCore core)
    {
        public DatabaseCore Core { get; } = core;

        public int Uses { get; set; } = 1;

        /// <summary>Ends one use; the last one closes the file.</summary>
        public ValueTask ReleaseAsync()
        {
            lock (Gate)
            {
                if (--Uses > 0) return default;
                Open.Remove(identity);
            }

            return Core.DisposeAsync();
        }
    }
}
