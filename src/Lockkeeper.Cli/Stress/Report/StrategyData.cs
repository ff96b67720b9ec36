namespace Lockkeeper.Cli.Stress.Report;

/// <summary>A strategy's result as the page takes it. Waits are in milliseconds.</summary>
internal sealed record StrategyData
{
    public required string Name { get; init; }

    public required string Summary { get; init; }

    public required double WritesPerSecond { get; init; }

    public required string Ratio { get; init; }

    public required double P50 { get; init; }

    public required double P99 { get; init; }

    public required double Longest { get; init; }

    public required double Fairness { get; init; }

    public required long Writes { get; init; }

    public required long Items { get; init; }

    public required long Errors { get; init; }

    public required IReadOnlyList<ErrorCount> ErrorsByKind { get; init; }

    public required bool Verified { get; init; }

    public required IReadOnlyList<string> FailedChecks { get; init; }

    /// <summary>Seconds, or <see langword="null"/> where it wrote all.</summary>
    public int? CutOffAfter { get; init; }

    /// <summary>Points of <c>1 / (1 - share)</c> and the wait that this share of all writes did not exceed.</summary>
    public required IReadOnlyList<double[]> Latency { get; init; }

    /// <summary>Points of seconds after the start and writes a second.</summary>
    public required IReadOnlyList<double[]> Throughput { get; init; }

    /// <summary>What each process had written when the first was done, against an even share.</summary>
    public required IReadOnlyList<double> Shares { get; init; }
}
