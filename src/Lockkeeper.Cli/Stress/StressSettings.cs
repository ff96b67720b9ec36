namespace Lockkeeper.Cli.Stress;

/// <summary>What a stress run is to do, as the command line said it.</summary>
internal sealed record StressSettings
{
    public const int MaxProcesses = 256;
    public const int MaxWorkers = 10_000;
    public const int MaxWrites = 1_000_000_000;

    /// <summary>The database file, or <see langword="null"/> for a temporary one.</summary>
    public string? Database { get; init; }

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>An access log for the workload <c>visits</c>, or <see langword="null"/> for the generator.</summary>
    public string? Input { get; init; }

    /// <summary>Child processes, 1 to <see cref="MaxProcesses"/>.</summary>
    public int Processes { get; init; } = 4;

    /// <summary>Workers in each process, 1 to <see cref="MaxWorkers"/>.</summary>
    public int Workers { get; init; } = 20;

    /// <summary>Writes of all workers together, 1 to <see cref="MaxWrites"/>, or <see langword="null"/> for the workload's default.</summary>
    public long? Writes { get; init; }

    /// <summary>What an acknowledged write survives.</summary>
    public Durability Durability { get; init; }
}
