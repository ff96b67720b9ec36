using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// Some writes of the workload on a temporary file of this process's own, so that what is measured afterwards are writes
/// and not the just-in-time compiler: of a log of 10,000 requests it would take more than half of the time.
/// </summary>
internal static class WarmUp
{
    /// <summary>Writes and deletes the file. Blocks for about a quarter of a second.</summary>
    /// <param name="workload">What to write.</param>
    /// <param name="strategy">How to write it.</param>
    public static void Run(IWorkload workload, Strategy strategy)
    {
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("lockkeeper-warm-up-");
            string path = Path.Combine(folder.FullName, "warm-up.db");
            Tables.Create(path, strategy, [workload.Schema]);
            using IStore store = strategy.Open(new StoreSettings(path, IsTemporary: true, Durability.Normal, Timeout: null));
            Deal deal = strategy.Engine.WarmUp(strategy.Blocks);
            Write(workload, store, deal with { WorkersPerProcess = workload.FixedWorkers ?? deal.WorkersPerProcess, Items = workload.WarmUpWrites ?? deal.Items });
        }
        catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException)
        {
            // No room for temporary files: a named database may have some, and is only measured cold.
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    private static void Write(IWorkload workload, IStore store, Deal deal)
    {
        IStoreClient[] clients = [.. Enumerable.Range(0, deal.Workers).Select(_ => store.Connect())];
        try
        {
            Worker[] workers = [.. clients.Select((client, number) => new Worker(number, deal, workload.CreateWriter(client, deal, number)))];
            long start = Stopwatch.GetTimestamp();
            Task.WhenAll(workers.Select(worker => Task.Run(() => worker.RunAsync(start, CancellationToken.None)))).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (IStoreClient client in clients) client.Dispose();
        }
    }
}
