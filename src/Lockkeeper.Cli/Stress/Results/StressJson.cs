using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>What <c>--json</c> prints: one object on one line. Milliseconds have three decimals.</summary>
internal static class StressJson
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly StressJsonContext Context = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Renders a result.</summary>
    public static string Render(StressResult result) => JsonSerializer.Serialize(
        new StressDocument(
            result.Strategy.Engine.Name,
            result.Strategy.Name,
            result.Workload,
            result.Access is { } access ? StressOptions.Accesses[(int)access] : null,
            result.Deal.Processes + (result.HasSite ? 1 : 0),
            result.Deal.WorkersPerProcess,
            result.Writes,
            result.Errors,
            result.ErrorsByKind,
            Math.Round(result.Seconds, 3),
            Math.Round(result.WritesPerSecond, 1),
            Wait(result.Waits),
            Math.Round(result.Fairness, 4),
            result.Verified,
            result.Retries,
            result.Reads,
            Math.Round(result.BatchSize, 1),
            result.WalBytes,
            result.InputFaults?.BadLines ?? 0,
            result.Durability == Durability.Full ? "full" : "normal",
            result.EngineVersion,
            result.Database,
            [.. result.Processes.Select(process => new ProcessDocument(
                process.Writes, process.Errors, Math.Round(process.Seconds, 3), Math.Round(process.WritesPerSecond, 1), Wait(process.Waits)))],
            [.. result.Checks.Select(check => new CheckDocument(check.Held, check.Text))],
            result.Troubles,
            result.Warnings),
        Context.StressDocument);

    private static WaitDocument Wait(LatencyHistogram waits) =>
        new(Milliseconds(waits.Percentile(0.5)), Milliseconds(waits.Percentile(0.99)), Milliseconds(waits.Max));

    private static double Milliseconds(long nanoseconds) => Math.Round(nanoseconds / 1e6, 3);
}

internal sealed record StressDocument(
    string Engine,
    string Strategy,
    string Workload,
    string? Access,
    int Processes,
    int Workers,
    long Writes,
    long Errors,
    IReadOnlyDictionary<string, long> ErrorsByKind,
    double Seconds,
    double WritesPerSecond,
    WaitDocument Wait,
    double Fairness,
    bool Verified,
    long Retries,
    long Reads,
    double BatchSize,
    long WalBytes,
    int BadLines,
    string Durability,
    string EngineVersion,
    string? Database,
    IReadOnlyList<ProcessDocument> PerProcess,
    IReadOnlyList<CheckDocument> Checks,
    IReadOnlyList<string> Troubles,
    IReadOnlyList<string> Warnings);

internal sealed record WaitDocument(double P50Ms, double P99Ms, double MaxMs);

internal sealed record ProcessDocument(long Writes, long Errors, double Seconds, double WritesPerSecond, WaitDocument Wait);

internal sealed record CheckDocument(bool Held, string Check);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StressDocument))]
internal sealed partial class StressJsonContext : JsonSerializerContext;
