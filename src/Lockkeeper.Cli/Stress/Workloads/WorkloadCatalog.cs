namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The workloads by name.</summary>
internal static class WorkloadCatalog
{
    /// <summary>The names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [VisitsWorkload.WorkloadName, TopicsWorkload.WorkloadName, BuildsWorkload.WorkloadName, TransfersWorkload.WorkloadName, SyncWorkload.WorkloadName];

    /// <summary>Makes a workload, reading its input. Blocks.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">An input file, or <see langword="null"/>.</param>
    /// <param name="builds">The switches of <c>builds</c>, or <see langword="null"/>.</param>
    /// <exception cref="UsageException">The input cannot be used, or the workload takes none.</exception>
    public static IWorkload Create(string name, string? input, BuildOptions? builds = null) => name switch
    {
        VisitsWorkload.WorkloadName => VisitsWorkload.Create(input),
        _ when input is not null => throw new UsageException($"--input goes with the workload visits; {name} makes its own work."),
        _ when builds is not null && name != BuildsWorkload.WorkloadName =>
            throw new UsageException("--num, --sleep, --delay and --atomic-requests go with the workload builds."),
        TopicsWorkload.WorkloadName => new TopicsWorkload(),
        TransfersWorkload.WorkloadName => new TransfersWorkload(),
        SyncWorkload.WorkloadName => new SyncWorkload(),
        BuildsWorkload.WorkloadName => new BuildsWorkload(builds ?? new BuildOptions()),
        _ => throw new UsageException($"--workload must be {string.Join(" or ", Names)}, not '{name}'."),
    };
}
