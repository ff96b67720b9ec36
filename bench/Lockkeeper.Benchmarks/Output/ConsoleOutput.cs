using Lockkeeper.Benchmarks.Rows;
using Spectre.Console;

namespace Lockkeeper.Benchmarks.Output;

internal static class ConsoleOutput
{
    public static void Print(Report report)
    {
        var claims = new Table().Border(TableBorder.Rounded).AddColumns("work", "measure", "Lockkeeper", "peer", "ratio", "reach", "met");
        foreach (var row in report.Rows)
        {
            foreach (var claim in row.Result.Claims)
            {
                claims.AddRow(Cells(row, claim).Append(claim.Met ? "[green]yes[/]" : "[red]no[/]").ToArray());
            }
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Width = 200;
        }

        AnsiConsole.WriteLine(report.Machine.ToString());
        if (report.Machine.IsBusy) AnsiConsole.MarkupLine($"[yellow]The machine was busy before the run (load {report.Machine.Load}): do not quote these figures.[/]");
        if (report.Quick) AnsiConsole.MarkupLine("[yellow]A quick run: do not quote these figures.[/]");
        if (claims.Rows.Count > 0) AnsiConsole.Write(claims);
        AnsiConsole.Write(Figures(report));
    }

    private static Table Figures(Report report)
    {
        var figures = new Table().Border(TableBorder.Rounded).AddColumns("work", "who", "what", "figure");
        foreach (var row in report.Rows)
        {
            foreach (var figure in row.Result.Figures) figures.AddRow(row.Name, figure.Who, figure.What, Format.Value(figure.Value, figure.Unit));
        }

        return figures;
    }

    private static IEnumerable<string> Cells(ReportedRow row, Claim claim) =>
    [
        row.Name,
        claim.Measure,
        Format.Value(claim.Lockkeeper, claim.Unit),
        claim.Peer is null ? "" : $"{claim.PeerName}: {Format.Value(claim.Peer, claim.Unit)}",
        claim.Ratio is null ? "" : Format.Ratio(claim.Ratio),
        Format.Reach(claim),
    ];
}
