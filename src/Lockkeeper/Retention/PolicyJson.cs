using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockkeeper.Retention;

/// <summary>Reads a policy's JSON. Comments and a last comma are allowed; a name that is not known is an error.</summary>
internal static class PolicyJson
{
    private const string Expected = "Expected is { \"rules\": [ { \"table\": …, \"column\": …, \"age\": \"24h\", \"format\": \"text\" } ] }.";

    /// <summary>Reads it.</summary>
    /// <exception cref="RetentionPolicyException">It is not a policy.</exception>
    public static RetentionPolicy Read(ReadOnlySpan<byte> json, string name)
    {
        // A mark that some editors put at the beginning is no JSON.
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        try
        {
            PolicyFile? file = JsonSerializer.Deserialize(json, PolicyJsonContext.Default.PolicyFile);
            if (file?.Rules is not { Count: > 0 } rules) throw new RetentionPolicyException($"{name} has no rules. {Expected}");
            return new RetentionPolicy
            {
                BatchSize = file.Batch ?? 500,
                Rules = [.. rules.Select(rule => new RetentionRule { Table = rule.Table, Column = rule.Column, Age = rule.Age, Format = rule.Format ?? TimeFormat.Text })],
            };
        }
        catch (JsonException error)
        {
            string reason = error.InnerException is FormatException said ? said.Message : Reason(error.Message);
            string line = error.LineNumber is { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1}") : "";
            throw new RetentionPolicyException($"{name}{line}: {reason} {Expected}", error);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new RetentionPolicyException($"{name}: batch must be a whole number from 1 to 100,000. {Expected}", error);
        }
    }

    // The serializer adds where it was, which is said already: "… Path: $.rules[0] | LineNumber: 3 | BytePositionInLine: 7."
    private static string Reason(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0) end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        string reason = end < 0 ? message : message[..end];
        return reason.Replace(" for type 'Lockkeeper.Retention.RuleEntry'", "", StringComparison.Ordinal)
            .Replace(" could not be mapped to any .NET member contained in type 'Lockkeeper.Retention.RuleEntry'", " is not known", StringComparison.Ordinal)
            .Replace(" could not be mapped to any .NET member contained in type 'Lockkeeper.Retention.PolicyFile'", " is not known", StringComparison.Ordinal)
            .Replace("JSON deserialization was missing required properties including: ", "It lacks ", StringComparison.Ordinal);
    }
}

/// <summary>The file.</summary>
internal sealed record PolicyFile
{
    public int? Batch { get; init; }

    public IReadOnlyList<RuleEntry>? Rules { get; init; }
}

/// <summary>A rule in it.</summary>
internal sealed record RuleEntry
{
    public required string Table { get; init; }

    public required string Column { get; init; }

    [JsonConverter(typeof(AgeConverter))]
    public required TimeSpan Age { get; init; }

    [JsonConverter(typeof(FormatConverter))]
    public TimeFormat? Format { get; init; }
}

/// <summary>Reads an age: <c>24h</c>.</summary>
internal sealed class AgeConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Duration.TryParse(text, out TimeSpan age)
            ? age
            : throw new JsonException("age must be a whole number and its unit, such as \"90s\", \"15m\", \"24h\", \"30d\" or \"4w\".");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => throw new NotSupportedException("Policies are only read.");
}

/// <summary>Reads a format: <c>text</c>, <c>unix</c>, <c>unixms</c>.</summary>
internal sealed class FormatConverter : JsonConverter<TimeFormat?>
{
    public override TimeFormat? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
        {
            "text" => TimeFormat.Text,
            "unix" => TimeFormat.Unix,
            "unixms" => TimeFormat.UnixMilliseconds,
            _ => throw new JsonException("format must be \"text\", \"unix\" or \"unixms\"."),
        };

    public override void Write(Utf8JsonWriter writer, TimeFormat? value, JsonSerializerOptions options) => throw new NotSupportedException("Policies are only read.");
}

/// <summary>Reads without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PolicyFile))]
internal sealed partial class PolicyJsonContext : JsonSerializerContext;
