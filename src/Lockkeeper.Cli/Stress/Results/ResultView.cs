using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Verification;
using Spectre.Console;

namespace Lockkeeper.Cli.Stress.Results;

/// <summary>Shows a result to people, within 80 columns.</summary>
internal static class ResultView
{
    /// <summary>More processes than this are not listed one by one.</summary>
    private const int MostListed = 16;

    /// <summary>Writes the figures, what was verified, and what went wrong.</summary>
    public static void Show(IAnsiConsole console, StressResult result)
    {
        console.Write(Summary(result));
        if (result.Processes.Count is > 1 and <= MostListed) console.Write(PerProcess(result));
        foreach (Check check in result.Checks) ShowLine(console, check.Held ? "[green]✓[/]" : "[red]✗[/]", check.Text);
        foreach ((string kind, long count) in result.ErrorsByKind.OrderByDescending(entry => entry.Value))
        {
            ShowLine(console, "[red]✗[/]", $"{Figures.Plural(count, "error", "errors")}: {kind}");
        }

        foreach (string trouble in result.Troubles) ShowLine(console, "[red]✗[/]", trouble);
        foreach (string warning in result.Warnings) ShowLine(console, "[yellow]![/]", warning);
        ShowVerdict(console, result);
    }

    private static Table Summary(StressResult result)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false };
        table.AddColumn("").AddColumn(new TableColumn("").RightAligned()).AddColumn("").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("[bold]writes/s[/]", $"[bold]{Figures.Count(result.WritesPerSecond)}[/]", "fairness (Jain)", Figures.Ratio(result.Fairness));
        table.AddRow("wait, p50", Wait(result.Waits, 0.5), "retries", Figures.Count(result.Retries));
        table.AddRow("wait, p99", Wait(result.Waits, 0.99), "errors", Errors(result.Errors));
        table.AddRow("wait, longest", Wait(result.Waits, 1), "writes a transaction", Figures.Average(result.BatchSize));
        table.AddRow("seconds", result.Seconds.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), "largest WAL", Figures.Size(result.WalBytes));
        if (result.Reads > 0) table.AddRow("reads/s beside", Figures.Count(result.ReadsPerSecond), "", "");
        return table;
    }

    private static Table PerProcess(StressResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string heading in (string[])["process", "writes", "writes/s", "p50", "p99", "longest", "errors"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (ProcessResult process in result.Processes)
        {
            table.AddRow(
                Figures.Count(process.Number),
                Figures.Count(process.Writes),
                Figures.Count(process.WritesPerSecond),
                Wait(process.Waits, 0.5),
                Wait(process.Waits, 0.99),
                Wait(process.Waits, 1),
                Errors(process.Errors));
        }

        return table;
    }

    private static void ShowVerdict(IAnsiConsole console, StressResult result)
    {
        string limit = result.WasCutOff ? $" in {Figures.Plural(result.Limit!.Value, "second", "seconds")}" : "";
        string writes = $"{Figures.Count(result.Writes)} of {Figures.Plural(result.Deal.Items, "write", "writes")} acknowledged{limit}";
        if (result.Succeeded)
        {
            console.MarkupLine($"[bold green]{writes}, verified.[/]");
        }
        else
        {
            string errors = Figures.Plural(result.Errors, "error", "errors");
            console.MarkupLine($"[bold red]{writes}, {errors}, {(result.Verified ? "verified" : "verification failed")}.[/]");
        }
    }

    private static void ShowLine(IAnsiConsole console, string mark, string text)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(1).PadRight(1)).AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        grid.AddRow(new Markup(mark), new Text(text));
        console.Write(grid);
    }

    private static string Wait(LatencyHistogram waits, double share) => waits.Count == 0 ? "-" : Figures.Duration(waits.Percentile(share));

    private static string Errors(long errors) => errors == 0 ? "0" : $"[red]{Figures.Count(errors)}[/]";
}
