using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>All that a run found out.</summary>
internal sealed record StressResult
{
    /// <summary>How the file was written.</summary>
    public required Strategy Strategy { get; init; }

    /// <summary>After how many seconds no further write was begun, or <see langword="null"/> where all were to be made.</summary>
    public int? Limit { get; init; }

    /// <summary>How many errors there were of each kind.</summary>
    public IReadOnlyDictionary<string, long> ErrorsByKind { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>What its code is written against, of <c>builds</c>.</summary>
    public BuildAccess? Access { get; init; }

    /// <summary>Where its work came from.</summary>
    public required string Source { get; init; }

    /// <summary>The work, and how it was dealt out.</summary>
    public required Deal Deal { get; init; }

    /// <summary>What an acknowledged write survives.</summary>
    public required Durability Durability { get; init; }

    /// <summary>The version of the engine.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>The named database file, or <see langword="null"/> for a temporary one.</summary>
    public string? Database { get; init; }

    /// <summary>Lines of the input that were left out, or <see langword="null"/>.</summary>
    public InputFaults? InputFaults { get; init; }

    /// <summary>Whether a web site took part, one process more than the work was dealt to.</summary>
    public bool HasSite { get; init; }

    /// <summary>Each process's own figures.</summary>
    public required IReadOnlyList<ProcessResult> Processes { get; init; }

    /// <summary>Waits of all processes.</summary>
    public required LatencyHistogram Waits { get; init; }

    /// <summary>When the writes of all processes were acknowledged.</summary>
    public Timeline Timeline { get; init; } = new();

    /// <summary>What each process had written when the first was done, against an even share; see <see cref="Measuring.Fairness"/>.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [];

    /// <summary>Jain's index between processes; see <see cref="Measuring.Fairness"/>.</summary>
    public required double Fairness { get; init; }

    /// <summary>Committed transactions.</summary>
    public required long Transactions { get; init; }

    /// <summary>The largest size of the WAL that was seen, in bytes.</summary>
    public required long WalBytes { get; init; }

    /// <summary>Writes that were begun.</summary>
    public required long Begun { get; init; }

    /// <summary>Snapshots that were read meanwhile.</summary>
    public long Reads { get; init; }

    /// <summary>Snapshots that were read per second.</summary>
    public double ReadsPerSecond => Seconds > 0 ? Reads / Seconds : 0;

    /// <summary>What was looked at after the run.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>What went wrong: the first error of each process, and how processes died.</summary>
    public required IReadOnlyList<string> Troubles { get; init; }

    /// <summary>Distinct warnings that the database logged.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Acknowledged writes.</summary>
    public long Writes => Processes.Sum(process => process.Writes);

    /// <summary>Failed writes and dead processes.</summary>
    public long Errors => Processes.Sum(process => process.Errors);

    /// <summary>Attempts that met a lock of another program.</summary>
    public long Retries => Processes.Sum(process => process.Retries);

    /// <summary>From the common start to the last acknowledgement or failure.</summary>
    public double Seconds => Processes.Max(process => process.Seconds);

    /// <summary>Acknowledged writes per second.</summary>
    public double WritesPerSecond => Seconds > 0 ? Writes / Seconds : 0;

    /// <summary>Writes in one transaction on average; 0 where there was none.</summary>
    public double BatchSize => Transactions > 0 ? (double)Writes / Transactions : 0;

    /// <summary>Whether all checks held.</summary>
    public bool Verified => Checks.All(check => check.Held);

    /// <summary>Whether it was cut off before all writes were made.</summary>
    public bool WasCutOff => Limit is not null && Begun < Deal.Items;

    /// <summary>Whether every write was acknowledged once and verification held.</summary>
    public bool Succeeded => Verified && Errors == 0 && (Writes == Deal.Items || WasCutOff);

    /// <summary>
    /// Whether it went as it may: Lockkeeper must succeed. Of the others writes may fail, but what was acknowledged must
    /// stand.
    /// </summary>
    public bool WentAsExpected => Strategy.IsLockkeeper ? Succeeded : Verified;
}
