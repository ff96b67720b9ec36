namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The switches of the workload <c>builds</c>.</summary>
internal sealed record BuildOptions
{
    public const int MaxRecords = 10_000;

    /// <summary>Records that a request inserts, 1 to <see cref="MaxRecords"/>.</summary>
    public int Records { get; init; } = 10;

    /// <summary>Seconds that the client sleeps between two requests of one worker.</summary>
    public double Sleep { get; init; }

    /// <summary>Seconds that the loader sleeps between two inserts of one worker.</summary>
    public double Delay { get; init; }

    /// <summary>What the inserts are written against.</summary>
    public BuildAccess Access { get; init; }

    /// <summary>Whether a request is one transaction; otherwise each of its records is.</summary>
    public bool AtomicRequests { get; init; }
}
