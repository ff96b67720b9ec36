using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>What the parent tells a worker process: the first line that it reads, as JSON.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The database file, with the workload's tables in it.</summary>
    public required string Database { get; init; }

    /// <summary>Whether no other program can know of the file.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>What else is said about it.</summary>
    public WorkloadOptions WorkloadOptions { get; init; } = new();

    /// <summary>This process's number, from 0.</summary>
    public required int Process { get; init; }

    /// <summary>The whole run's work, and how it is dealt out.</summary>
    public required Deal Deal { get; init; }

    /// <summary>What an acknowledged write survives.</summary>
    public Durability Durability { get; init; }

    /// <summary>The engine's name.</summary>
    public string Engine { get; init; } = SqliteLab.EngineName;

    /// <summary>The name of one of its strategies.</summary>
    public string Strategy { get; init; } = Strategies.Strategy.Lockkeeper;

    /// <summary>How long a write may wait, in seconds, or <see langword="null"/> for the strategy's own default.</summary>
    public int? Timeout { get; init; }

    /// <summary>After how many seconds no further write is begun, or <see langword="null"/> for no such end.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the run's web site listens, or <see langword="null"/> where it has none.</summary>
    public Uri? Site { get; init; }

    /// <summary>The strategy.</summary>
    public Strategy FindStrategy() => LabEngines.Get(Engine).Strategy(Strategy).For(WorkloadOptions.Builds?.Access);

    /// <summary>What of it the strategy is told.</summary>
    public StoreSettings ToStoreSettings() =>
        new(Database, IsTemporary, Durability, Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
