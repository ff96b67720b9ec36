using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>CSV by RFC 4180, but with line feeds as all programs here write them: a header line, then a line a row. NULL is an empty field, a blob is hexadecimal.</summary>
internal sealed class CsvPrinter(TextWriter output) : IResultPrinter
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<string> columns) => Line(columns);

    /// <inheritdoc/>
    public void Row(IReadOnlyList<object?> values) => Line(values);

    /// <inheritdoc/>
    public void End() => output.Flush();

    private void Line(IEnumerable<object?> fields)
    {
        // It keeps nothing from line to line but what it flushes here.
        using var writer = new CsvWriter(output, Configuration, leaveOpen: true);
        foreach (object? field in fields) writer.WriteField(Text(field));
        writer.NextRecord();
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        byte[] blob => Convert.ToHexStringLower(blob),
        _ => ValueText.Of(value),
    };
}
