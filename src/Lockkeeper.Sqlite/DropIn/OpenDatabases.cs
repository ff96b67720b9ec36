using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The open databases that connection strings lead to. Where the program has the file open as a <see cref="SharedDatabase"/>,
/// that one is used, under its options; otherwise one is opened with the defaults, for the rest of the process's life.
/// </summary>
internal static class OpenDatabases
{
    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, DatabaseCore> Known = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, SharedDatabase> Owned = new(StringComparer.Ordinal);

    /// <summary>Whether the file of <paramref name="path"/> is open already.</summary>
    public static bool IsOpen(string path) => Known.TryGetValue(path, out var core) && IsGood(core);

    /// <summary>The open state of a file. Blocks the calling thread while it is opened.</summary>
    /// <exception cref="SqliteException">The file cannot be opened: with SQLite's code, as the driver has it.</exception>
    /// <exception cref="SharedDatabaseException">The file cannot be shared.</exception>
    public static DatabaseCore Get(string path)
    {
        if (Known.TryGetValue(path, out var core) && IsGood(core))
        {
            return core;
        }

        lock (Gate)
        {
            if (Known.TryGetValue(path, out core) && IsGood(core))
            {
                return core;
            }

            if (Owned.Remove(path, out var old))
            {
                // The file was deleted or replaced since. What is still queued for it ends by itself.
                ThreadPool.UnsafeQueueUserWorkItem(static database => database.Dispose(), old, preferLocal: false);
            }

            try
            {
                return Known[path] = Open(path);
            }
            catch (SharedDatabaseException error) when (error.Kind == SharedDatabaseErrorKind.CannotOpen)
            {
                var inner = error.InnerException as SqliteException;
                var code = inner?.SqliteErrorCode ?? Errors.ResultCodes.CantOpen;
                throw new SqliteException($"SQLite Error {code}: {error.Message}", code, inner?.SqliteExtendedErrorCode ?? code);
            }
        }
    }

    /// <summary>Closes the file where it was a connection string that opened it.</summary>
    public static ValueTask CloseAsync(string path)
    {
        SharedDatabase? database;
        lock (Gate)
        {
            Known.TryRemove(path, out _);
            Owned.Remove(path, out database);
        }

        return database?.DisposeAsync() ?? default;
    }

    private static DatabaseCore Open(string path)
    {
        var engine = new SqliteEngine(path, new SqliteDatabaseOptions { LoggerFactory = SharedSqliteConnection.LoggerFactory });
        if (DatabaseRegistry.Find(engine.Identity) is { IsClosed: false } open)
        {
            engine.Dispose();
            return open;
        }

        var database = SharedDatabase.Open(engine, engine.Options);
        Owned[path] = database;
        return database.OpenCore;
    }

    private static bool IsGood(DatabaseCore core)
    {
        if (core.IsClosed)
        {
            return false;
        }

        try
        {
            core.Engine.VerifyFile();
            return true;
        }
        catch (SharedDatabaseException)
        {
            // Another file stands there now, or none: it is opened as if for the first time, as the driver would.
            return false;
        }
    }
}
