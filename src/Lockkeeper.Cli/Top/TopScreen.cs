using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lockkeeper.Cli.Top;

/// <summary>What fills the terminal: two lines, the rows that have room, and the keys.</summary>
internal static class TopScreen
{
    private const int Program = 1;
    private const int Doing = 2;

    // Lines that are no rows: the summary, the WAL, the table's head and its frame, the keys, and the cursor's.
    private const int Frame = 8;
    private const int LeastProgram = 12;
    private const int LeastDoing = 26;

    // Left out one after the other where the terminal is narrow: what a person needs least, first.
    private static readonly int[] Spare = [7, 4, 8, 9, 5, 6, 3];

    /// <summary>Draws it.</summary>
    /// <param name="sample">The last look.</param>
    /// <param name="rows">Its rows, sorted.</param>
    /// <param name="order">What they are sorted by.</param>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="height">The terminal's lines.</param>
    public static IRenderable Draw(Sample sample, IReadOnlyList<TopRow> rows, TopOrder order, int width, int height)
    {
        int room = Math.Max(1, height - Frame);
        string[][] cells = [TopText.Titles, .. rows.Take(room).Select(row => TopText.Cells(row, sample.Seen.At))];
        string hidden = rows.Count > room ? string.Create(CultureInfo.InvariantCulture, $"{rows.Count - room} more; ") : "";
        return new Rows(
            new Text(Cut(TopText.Summary(sample, rows), width)),
            new Text(Cut(TopText.Wal(sample), width)),
            Table(cells, width),
            new Text(Cut($"{hidden}sorted by {order.ToString().ToLowerInvariant()}; keys: h holder, w writes, a wait, o hold, r reader, q quit", width)));
    }

    private static Table Table(string[][] cells, int width)
    {
        Dictionary<int, int> widths = Fit(cells, width);
        var table = new Table { Border = TableBorder.Simple };
        foreach ((int column, int most) in widths)
        {
            table.AddColumn(new TableColumn(new Text(cells[0][column]))
            {
                NoWrap = true,
                Width = most,
                Padding = new Padding(0, 0, 0, 0),
                Alignment = column is Program or Doing ? Justify.Left : Justify.Right,
            });
        }

        foreach (string[] row in cells.Skip(1)) table.AddRow(widths.Select(column => new Text(Cut(row[column.Key], column.Value))));
        return table;
    }

    // Numbers get what they need; the two columns of words share the rest, and columns are left out until there is a rest.
    private static Dictionary<int, int> Fit(string[][] cells, int width)
    {
        var columns = Enumerable.Range(0, cells[0].Length).ToList();
        int[] needs = [.. columns.Select(column => cells.Max(row => row[column].Length))];
        int spare = 0;
        while (Rest() < LeastProgram + LeastDoing && spare < Spare.Length) columns.Remove(Spare[spare++]);
        int rest = Math.Max(2, Rest());
        int program = Math.Min(needs[Program], rest * 2 / 5);
        return columns.ToDictionary(column => column, column => column switch
        {
            Program => program,
            Doing => Math.Min(needs[Doing], rest - program),
            _ => needs[column],
        });

        // A space after each column, and the frame.
        int Rest() => width - 2 - columns.Count - columns.Where(column => column is not Program and not Doing).Sum(column => needs[column]);
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
}
