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
    private static readonly ConcurrentDictionary<string, Lazy<Task<DatabaseCore>>> Opening = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, SharedDatabase> Owned = new(StringComparer.Ordinal);

    /// <summary>Opens a file that is not open in this process yet, on a thread of its own: it may have to wait for others who use the file.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. The file is opened all the same, for whoever comes next.</exception>
    public static async ValueTask EnsureOpenAsync(string path, CancellationToken cancellationToken)
    {
        path = Rooted(path);
        if (Known.TryGetValue(path, out var core) && IsGood(core, path))
        {
            return;
        }

        // One thread for all who come meanwhile.
        await Opening.GetOrAdd(path, static path => new(() => Start(path))).Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The open state of a file. Blocks the calling thread while it is opened.</summary>
    /// <exception cref="SqliteException">The file cannot be opened: with SQLite's code, as the driver has it.</exception>
    /// <exception cref="SharedDatabaseException">The file cannot be shared.</exception>
    public static DatabaseCore Get(string path)
    {
        path = Rooted(path);
        if (Known.TryGetValue(path, out var core) && IsGood(core, path))
        {
            return core;
        }

        lock (Gate)
        {
            if (Known.TryGetValue(path, out core) && IsGood(core, path))
            {
                return core;
            }

            // Where a link only leads elsewhere now, the file that it led to stays open for those who use it.
            if (Owned.Remove(path, out var old) && core is not null && IsGone(core))
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
        path = Rooted(path);
        SharedDatabase? database;
        lock (Gate)
        {
            Known.TryRemove(path, out _);
            Owned.Remove(path, out database);
        }

        return database?.DisposeAsync() ?? default;
    }

    private static Task<DatabaseCore> Start(string path)
    {
        var opening = Task.Factory.StartNew(
            static path => Get((string)path!), path, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = opening.ContinueWith(
            static (task, path) =>
            {
                Opening.TryRemove((string)path!, out _);

                // Where all who waited have given up, whoever comes next is told why it cannot be opened.
                _ = task.Exception;
            },
            path, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return opening;
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

    // A relative path means another file once the current directory is another one. Links and ".." are the file system's to follow.
    private static string Rooted(string path) => Path.IsPathRooted(path) ? path : Path.Join(Environment.CurrentDirectory, path);

    // Where another file stands there now, or none, it is opened as if for the first time, as the driver would.
    private static bool IsGood(DatabaseCore core, string path) =>
        !core.IsClosed && (core.Engine is SqliteEngine engine ? engine.IsAt(path) : !IsGone(core));

    private static bool IsGone(DatabaseCore core)
    {
        if (core.IsClosed)
        {
            return true;
        }

        try
        {
            core.Engine.VerifyFile();
            return false;
        }
        catch (SharedDatabaseException)
        {
            return true;
        }
    }
}
