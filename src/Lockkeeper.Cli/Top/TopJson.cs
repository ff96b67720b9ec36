using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Locking;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Top;

/// <summary>What <c>--json</c> prints: one object a look, on one line. Times are UTC, durations seconds.</summary>
internal static class TopJson
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly TopJsonContext Context = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Renders it.</summary>
    public static string Render(Sample sample, IReadOnlyList<TopRow> rows) => JsonSerializer.Serialize(
        new TopDocument(
            sample.Seen.DatabasePath, sample.Seen.At, sample.Seen.IsHeld, sample.WalBytes, sample.WalIndex?.Pages, sample.WalIndex?.Checkpointed, [.. rows.Select(Process)]),
        Context.TopDocument);

    private static TopProcess Process(TopRow row)
    {
        BoardEntry? board = row.Process.Board;
        ObservedProcess process = row.Process;
        return new(
            process.ProcessId,
            process.CommandLine,
            process.HoldsFile,
            board?.State.ToString().ToLowerInvariant(),
            board?.Operation is { Length: > 0 } operation ? operation : null,
            board?.Since,
            process.Locks,
            row.WritesPerSecond,
            row.BatchSize,
            row.Wait?.TotalSeconds,
            row.Hold?.TotalSeconds,
            row.Retries,
            board?.QueueLength,
            board?.OldestReadSince);
    }
}

/// <summary>The object.</summary>
internal sealed record TopDocument(
    string Database, DateTimeOffset At, bool Held, long WalBytes, uint? WalPages, uint? CheckpointedPages, IReadOnlyList<TopProcess> Processes);

/// <summary>A process in it. What is not known is <c>null</c>.</summary>
internal sealed record TopProcess(
    int Id, string? CommandLine, bool Holds, string? Turn, string? Operation, DateTimeOffset? Since, IReadOnlyList<string> Locks,
    double? WritesPerSecond, double? BatchSize, double? WaitSeconds, double? HoldSeconds, long? Retries, int? Queue, DateTimeOffset? OldestReadSince);

/// <summary>Serialises without reflection.</summary>
[JsonSerializable(typeof(TopDocument))]
internal sealed partial class TopJsonContext : JsonSerializerContext;
