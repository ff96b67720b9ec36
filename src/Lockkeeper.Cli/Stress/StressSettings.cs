using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary>What a stress run is to do, as the command line said it.</summary>
internal sealed record StressSettings
{
    public const int MaxProcesses = 256;
    public const int MaxWorkers = 10_000;
    public const int MaxWrites = 1_000_000_000;
    public const int MaxSeconds = 3_600;

    /// <summary>
    /// After how many seconds a strategy other than Lockkeeper is cut off where the command line says nothing: some would
    /// take hours.
    /// </summary>
    public const int PeerLimit = 15;

    /// <summary>The database file, or <see langword="null"/> for a temporary one.</summary>
    public string? Database { get; init; }

    /// <summary>The engine's name.</summary>
    public string Engine { get; init; } = SqliteLab.EngineName;

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>What else is said about it.</summary>
    public WorkloadOptions WorkloadOptions { get; init; } = new();

    /// <summary>Child processes, 1 to <see cref="MaxProcesses"/>, or <see langword="null"/> for as many as the workload usually has.</summary>
    public int? Processes { get; init; }

    /// <summary>Workers in each process, 1 to <see cref="MaxWorkers"/>.</summary>
    public int Workers { get; init; } = 20;

    /// <summary>Writes of all workers together, 1 to <see cref="MaxWrites"/>, or <see langword="null"/> for the workload's default.</summary>
    public long? Writes { get; init; }

    /// <summary>What an acknowledged write survives.</summary>
    public Durability Durability { get; init; }

    /// <summary>The strategies that are compared, at least one, in their order.</summary>
    public IReadOnlyList<string> Strategies { get; init; } = [Strategy.Lockkeeper];

    /// <summary>How long a write may wait, in seconds, or <see langword="null"/> for each strategy's own default.</summary>
    public int? Timeout { get; init; }

    /// <summary>After how many seconds a strategy is cut off, or <see langword="null"/> for the default.</summary>
    public int? Limit { get; init; }

    /// <summary>The journal mode of all strategies but Lockkeeper, or <see langword="null"/> for each one's own.</summary>
    public JournalMode? Journal { get; init; }

    /// <summary>After how many seconds this strategy is cut off, or <see langword="null"/> where it writes all.</summary>
    public int? LimitOf(Strategy strategy) => Limit ?? (strategy.IsLockkeeper ? null : PeerLimit);
}
