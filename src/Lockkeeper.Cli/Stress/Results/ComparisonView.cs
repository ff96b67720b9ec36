using System.Globalization;
using Lockkeeper.Cli.Stress.Verification;
using Spectre.Console;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>Sets the results of several strategies side by side, within 80 columns.</summary>
internal static class ComparisonView
{
    private static readonly string[] Headings = ["writes/s", "ratio", "p99", "longest", "fairness", "errors"];

    /// <summary>Writes the table, what each strategy does, its errors by kind, and what was verified.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="results">In the order of the table; the last is the measure of the ratios.</param>
    public static void Show(IAnsiConsole console, IReadOnlyList<StressResult> results)
    {
        console.Write(Compare(results));
        foreach (StressResult result in results) ShowOne(console, result);
    }

    /// <summary>Writes a second against those of the measure: 1 where it is as fast.</summary>
    public static string Ratio(double writesPerSecond, double measure) => measure <= 0
        ? "-"
        : (writesPerSecond / measure).ToString(writesPerSecond / measure < 0.01 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);

    private static Table Compare(IReadOnlyList<StressResult> results)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("strategy").NoWrap());
        foreach (string heading in Headings) table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        foreach (StressResult result in results)
        {
            table.AddRow(
                result.Strategy.Name,
                Figures.Average(result.WritesPerSecond),
                Ratio(result.WritesPerSecond, results[^1].WritesPerSecond),
                result.Waits.Count == 0 ? "-" : Figures.Duration(result.Waits.Percentile(0.99)),
                result.Waits.Count == 0 ? "-" : Figures.Duration(result.Waits.Max),
                Figures.Ratio(result.Fairness),
                result.Errors == 0 ? "0" : $"[red]{Figures.Count(result.Errors)}[/]");
        }

        return table;
    }

    private static void ShowOne(IAnsiConsole console, StressResult result)
    {
        string limit = result.WasCutOff ? $", cut off after {Figures.Plural(result.Limit!.Value, "second", "seconds")}" : "";
        Show(console, $"[bold]{result.Strategy.Name}[/]", $"{result.Strategy.Summary}");
        string writes = $"{Figures.Count(result.Writes)} of {Figures.Plural(result.Deal.Items, "write", "writes")} acknowledged{limit}";
        if (result.Reads > 0) writes += $", {Figures.Count(result.ReadsPerSecond)} reads/s";
        if (result.Verified) Show(console, "", $"{writes}; verified");
        else Show(console, "", $"{writes}; verification failed", "red");
        foreach ((string kind, long count) in result.ErrorsByKind.OrderByDescending(entry => entry.Value))
        {
            Show(console, "", $"{Figures.Plural(count, "error", "errors")}: {kind}", "red");
        }

        foreach (Check check in result.Checks.Where(check => !check.Held)) Show(console, "", check.Text, "red");
        // A strategy that is expected to fail has said how often and why.
        if (result.WentAsExpected) return;
        foreach (string trouble in result.Troubles) Show(console, "", trouble, "red");
    }

    private static void Show(IAnsiConsole console, string head, string text, string style = "default")
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { Width = 10 }.NoWrap().PadLeft(1).PadRight(1)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        grid.AddRow(new Markup(head), new Text(text, Style.Parse(style)));
        console.Write(grid);
    }
}
