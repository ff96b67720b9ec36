using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Cli.Doctor;

/// <summary>What <c>--json</c> prints: one object on one line.</summary>
internal static class DoctorJson
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly DoctorJsonContext Context = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Renders it.</summary>
    public static string Render(string path, IReadOnlyList<string> done, IReadOnlyList<Finding> findings) => JsonSerializer.Serialize(
        new DoctorDocument(
            path,
            done,
            [.. findings.Select(finding => new DoctorFinding(finding.Check, finding.Severity.ToString().ToLowerInvariant(), finding.Text, finding.Advice))]),
        Context.DoctorDocument);
}

/// <summary>The object.</summary>
internal sealed record DoctorDocument(string Database, IReadOnlyList<string> Done, IReadOnlyList<DoctorFinding> Findings);

/// <summary>A finding in it: <c>severity</c> is <c>ok</c>, <c>warning</c> or <c>problem</c>.</summary>
internal sealed record DoctorFinding(string Check, string Severity, string Text, string? Advice);

/// <summary>Serialises without reflection.</summary>
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJsonContext : JsonSerializerContext;
