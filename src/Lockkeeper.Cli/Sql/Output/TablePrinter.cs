using System.Globalization;
using Spectre.Console;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>A table for a person, and how many rows it has.</summary>
internal sealed class TablePrinter(IAnsiConsole console) : IResultPrinter
{
    private Table _table = new();

    /// <inheritdoc/>
    public void Begin(IReadOnlyList<string> columns)
    {
        _table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns) _table.AddColumn(new TableColumn(new Text(column)));
    }

    /// <inheritdoc/>
    public void Row(IReadOnlyList<object?> values) => _table.AddRow(values.Select(value => new Text(Words(value))));

    /// <inheritdoc/>
    public void End()
    {
        console.Write(_table);
        int rows = _table.Rows.Count;
        console.WriteLine(rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows"));
    }

    // Control characters of a text would act on the terminal.
    private static string Words(object? value) => value switch
    {
        null => "NULL",
        byte[] blob => $"x'{Convert.ToHexStringLower(blob)}'",
        _ => string.Concat(ValueText.Of(value).Select(character => char.IsControl(character) && character is not '\n' ? '\u00B7' : character)),
    };
}
