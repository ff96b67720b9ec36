using System.Buffers;
using System.Collections;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>
/// One JSON object a row and a line (https://jsonlines.org). Blobs are Base64; lists are arrays, structs and maps objects; numbers
/// that JSON does not have, and all other types, are text.
/// </summary>
internal sealed class JsonLinesPrinter(TextWriter output) : IResultPrinter
{
    // It goes to a program or a person, never into HTML: quotes and signs stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();
    private IReadOnlyList<string> _columns = [];

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<string> columns) => _columns = columns;

    /// <inheritdoc/>
    public void Row(IReadOnlyList<object?> values)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Options))
        {
            json.WriteStartObject();
            for (int i = 0; i < values.Count; i++)
            {
                json.WritePropertyName(_columns[i]);
                Write(json, values[i]);
            }

            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Write('\n');
    }

    /// <inheritdoc/>
    public void End() => output.Flush();

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case byte[] blob:
                json.WriteBase64StringValue(blob);
                break;
            case IReadOnlyDictionary<string, object?> fields:
                WriteObject(json, fields.Select(field => (field.Key, field.Value)));
                break;
            case IDictionary map:
                WriteObject(json, ValueText.Entries(map).Select(entry => (ValueText.Of(entry.Key), entry.Value)));
                break;
            case object?[] list:
                json.WriteStartArray();
                foreach (object? item in list) Write(json, item);
                json.WriteEndArray();
                break;
            case double real when double.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case float real when float.IsFinite(real):
                json.WriteNumberValue(real);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or BigInteger or decimal:
                json.WriteRawValue(ValueText.Of(value));
                break;
            default:
                json.WriteStringValue(ValueText.Of(value));
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> fields)
    {
        json.WriteStartObject();
        foreach ((string name, object? value) in fields)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }
}
