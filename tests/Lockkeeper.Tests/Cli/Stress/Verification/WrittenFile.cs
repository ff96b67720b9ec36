using System.Data.Common;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Verification;

/// <summary>A file that a real workload was written into, whole, through Lockkeeper.</summary>
internal sealed class WrittenFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");
    private readonly IWorkload _workload;
    private readonly Strategy _strategy;
    private readonly Deal _deal;

    private WrittenFile(ILabEngine engine, IWorkload workload, Deal deal)
    {
        _strategy = engine.Strategy(Strategy.Lockkeeper);
        _workload = workload;
        _deal = deal;
    }

    public string DatabasePath => Path.Combine(_folder.FullName, "stress.db");

    public static async Task<WrittenFile> CreateAsync(ILabEngine engine, IWorkload workload, Deal deal)
    {
        var file = new WrittenFile(engine, workload, deal);
        Tables.Create(file.DatabasePath, file._strategy, [workload.Schema]);
        using IStore store = file._strategy.Open(new StoreSettings(file.DatabasePath, IsTemporary: true, Durability.Normal, Timeout: null));
        IItemWriter[] writers = [.. Enumerable.Range(0, deal.Workers).Select(worker => workload.CreateWriter(store.Connect(), deal, worker))];
        for (long item = 0; item < deal.Items; item++)
        {
            await writers[deal.WorkerOf(item)].WriteAsync(item, TestContext.Current.CancellationToken);
        }

        return file;
    }

    public void Tamper(string sql)
    {
        using DbConnection connection = _strategy.Engine.Connect(DatabasePath, FileAccess.ReadWrite);
        connection.Run(sql);
    }

    public IReadOnlyList<Check> Verify(Func<WorkerReport, WorkerReport>? change = null) => Verifier.Verify(
        DatabasePath,
        _workload,
        _deal,
        [.. Enumerable.Range(0, _deal.Processes).Select(process => Reports.Whole(_deal, process)).Select(change ?? (report => report))],
        _strategy);

    public void Dispose() => _folder.Delete(recursive: true);
}
