using System.Diagnostics;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// Some writes of the workload on a temporary file of this process's own, so that what is measured afterwards are writes
/// and not the just-in-time compiler: of a log of 10,000 requests it would take more than half of the time.
/// </summary>
internal static class WarmUp
{
    // Enough for the runtime to compile what is used often a second time, with optimisations.
    private static readonly Deal Deal = new(Processes: 1, WorkersPerProcess: 8, Items: 1_600);

    /// <summary>Writes and deletes the file. Blocks for about a quarter of a second.</summary>
    /// <param name="workload">What to write.</param>
    /// <param name="loggers">Gets the warnings that come once in a process.</param>
    public static void Run(IWorkload workload, ILoggerFactory loggers)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("lockkeeper-warm-up-");
            string path = Path.Combine(folder.FullName, "warm-up.db");
            using SharedDatabase database = SqliteDatabase.Open(path, new SqliteDatabaseOptions { LoggerFactory = loggers });
            database.RunScript(workload.Schema);
            Worker[] workers = [.. Enumerable.Range(0, Deal.Workers).Select(number => new Worker(number, Deal, workload.CreateWriter(database, Deal)))];
            long start = Stopwatch.GetTimestamp();
            Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(start, CancellationToken.None)))).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is SharedDatabaseException or IOException or UnauthorizedAccessException)
        {
            // No room for temporary files: a named database may have some, and is only measured cold.
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }
}
