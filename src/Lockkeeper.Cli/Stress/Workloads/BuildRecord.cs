namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>A row of <c>builds</c>.</summary>
internal sealed class BuildRecord
{
    /// <summary>Given by SQLite.</summary>
    public long Id { get; init; }

    /// <summary>Whose item it is.</summary>
    public int Worker { get; init; }

    /// <summary>Which of its worker's items it is, from 0.</summary>
    public long Seq { get; init; }

    public required string Name { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long Created { get; init; }
}
