using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>One JSON object a row and a line (https://jsonlines.org). Blobs are Base64; numbers that JSON does not have are text.</summary>
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
            for (int i = 0; i < values.Count; i++) Write(json, _columns[i], values[i]);
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Write('\n');
    }

    /// <inheritdoc/>
    public void End() => output.Flush();

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case long whole:
                json.WriteNumber(name, whole);
                break;
            case double real when double.IsFinite(real):
                json.WriteNumber(name, real);
                break;
            case byte[] blob:
                json.WriteBase64String(name, blob);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
