using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Cli.Backup;

/// <summary>What <c>--json</c> prints: one object a copy, on one line. Times are UTC, durations seconds.</summary>
internal static class BackupJson
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly BackupJsonContext Context = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Renders it.</summary>
    public static string Render(BackupResult result) => JsonSerializer.Serialize(
        new BackupDocument(result.Path, result.Bytes, result.SnapshotAt, result.SnapshotHeld.TotalSeconds), Context.BackupDocument);
}

/// <summary>The object.</summary>
internal sealed record BackupDocument(string File, long Bytes, DateTimeOffset SnapshotAt, double SnapshotSeconds);

/// <summary>Serialises without reflection.</summary>
[JsonSerializable(typeof(BackupDocument))]
internal sealed partial class BackupJsonContext : JsonSerializerContext;
