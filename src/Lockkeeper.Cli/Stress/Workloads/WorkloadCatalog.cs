using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Workloads.Assets;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The workloads by engine and name.</summary>
internal static class WorkloadCatalog
{
    private static readonly Entry[] Entries =
    [
        new(SqliteLab.EngineName, VisitsWorkload.WorkloadName, options => new VisitsWorkload(VisitSource.Open(options.Input))),
        new(SqliteLab.EngineName, TopicsWorkload.WorkloadName, _ => new TopicsWorkload()),
        new(SqliteLab.EngineName, BuildsWorkload.WorkloadName, options => new BuildsWorkload(options.Builds ?? new BuildOptions())),
        new(SqliteLab.EngineName, TransfersWorkload.WorkloadName, _ => new TransfersWorkload()),
        new(SqliteLab.EngineName, SyncWorkload.WorkloadName, _ => new SyncWorkload()),
        new(DuckDBLab.EngineName, VisitsWorkload.WorkloadName, options => new VisitRowsWorkload(VisitSource.Open(options.Input))),
        new(DuckDBLab.EngineName, AssetsWorkload.WorkloadName, options => new AssetsWorkload(options.Rows is { } rows ? new ShopSizes(rows) : ShopSizes.Usual)),
    ];

    /// <summary>The names of all engines' workloads, each once, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The names of an engine's workloads.</summary>
    public static IEnumerable<string> NamesOf(ILabEngine engine) => Entries.Where(entry => entry.Engine == engine.Name).Select(entry => entry.Name);

    /// <summary>Makes a workload, reading its input. Blocks.</summary>
    /// <param name="engine">Whose workload.</param>
    /// <param name="name">Its name, one of <see cref="NamesOf"/>.</param>
    /// <param name="options">What the command line says about it.</param>
    /// <exception cref="UsageException">The input cannot be used, or the options are another workload's.</exception>
    public static IWorkload Create(ILabEngine engine, string name, WorkloadOptions? options = null)
    {
        options ??= new WorkloadOptions();
        if (options.Input is not null && name != VisitsWorkload.WorkloadName) throw new UsageException($"--input goes with the workload visits; {name} makes its own work.");
        if (options.Builds is not null && name != BuildsWorkload.WorkloadName)
        {
            throw new UsageException("--num, --sleep, --delay, --atomic-requests and --access go with the workload builds.");
        }

        if (options.Rows is not null && name != AssetsWorkload.WorkloadName) throw new UsageException("--rows goes with the workload assets.");
        return Entries.First(entry => entry.Engine == engine.Name && entry.Name == name).Create(options);
    }

    private sealed record Entry(string Engine, string Name, Func<WorkloadOptions, IWorkload> Create);
}
