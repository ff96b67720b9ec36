namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>What the command line says about a workload; the same in the parent and in each process.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>An access log for <c>visits</c>, or <see langword="null"/> for the generator.</summary>
    public string? Input { get; init; }

    /// <summary>The switches of <c>builds</c>, or <see langword="null"/>.</summary>
    public BuildOptions? Builds { get; init; }

    /// <summary>Rows of the largest table of <c>assets</c>, or <see langword="null"/>.</summary>
    public int? Rows { get; init; }
}
