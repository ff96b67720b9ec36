namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The workloads by name.</summary>
internal static class WorkloadCatalog
{
    /// <summary>The names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [VisitsWorkload.WorkloadName, TopicsWorkload.WorkloadName];

    /// <summary>Makes a workload, reading its input. Blocks.</summary>
    /// <exception cref="UsageException">The input cannot be used, or the workload takes none.</exception>
    public static IWorkload Create(string name, string? input) => name switch
    {
        VisitsWorkload.WorkloadName => VisitsWorkload.Create(input),
        TopicsWorkload.WorkloadName when input is null => new TopicsWorkload(),
        TopicsWorkload.WorkloadName => throw new UsageException("--input goes with the workload visits; topics makes its own work."),
        _ => throw new UsageException($"--workload must be {string.Join(" or ", Names)}, not '{name}'."),
    };
}
