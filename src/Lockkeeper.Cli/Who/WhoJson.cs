using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Who;

/// <summary>What <c>--json</c> prints: one object on one line. Times are UTC, in ISO 8601.</summary>
internal static class WhoJson
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly WhoJsonContext Context = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Renders it.</summary>
    public static string Render(DatabaseObservation seen) => JsonSerializer.Serialize(
        new WhoDocument(
            seen.DatabasePath,
            seen.At,
            seen.IsHeld,
            [.. seen.Processes.Select(process => Process(process, seen.At))],
            seen.Hidden,
            seen.HiddenLocks),
        Context.WhoDocument);

    private static WhoProcess Process(ObservedProcess process, DateTimeOffset at) => new(
        process.ProcessId,
        process.Board?.ProcessName,
        process.CommandLine,
        process.HoldsFile,
        process.Board is not null,
        process.Board?.State.ToString().ToLowerInvariant(),
        process.Board?.Operation is { Length: > 0 } operation ? operation : null,
        process.Board?.Since,
        process.Board?.QueueLength,
        process.Board?.ReadersInUse,
        process.Board?.OldestReadSince,
        process.Locks,
        process.LocksWanted,
        at);
}

/// <summary>The object.</summary>
internal sealed record WhoDocument(
    string Database, DateTimeOffset At, bool Held, IReadOnlyList<WhoProcess> Processes, int HiddenProcesses, IReadOnlyList<string> HiddenLocks);

/// <summary>A process in it. What is not known is <c>null</c>; a lock is known since it was seen.</summary>
internal sealed record WhoProcess(
    int Id, string? Name, string? CommandLine, bool Holds, bool UsesLockkeeper, string? Turn, string? Operation, DateTimeOffset? Since, int? Queue,
    int? Readers, DateTimeOffset? OldestReadSince, IReadOnlyList<string> Locks, IReadOnlyList<string> LocksWanted, DateTimeOffset LocksSeen);

/// <summary>Serialises without reflection.</summary>
[JsonSerializable(typeof(WhoDocument))]
internal sealed partial class WhoJsonContext : JsonSerializerContext;
