using System.Globalization;
using System.Text;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.Output;

/// <summary>Writes the tables into a page, between two markers, and leaves the rest of it as it is.</summary>
internal static class MarkdownOutput
{
    public static void Insert(string file, Report report)
    {
        var name = report.Rows is [{ Name: Variants.RowName }] ? Variants.RowName : "benchmark";
        var (beginMark, endMark) = ($"<!-- {name}: begin -->", $"<!-- {name}: end -->");
        var page = File.ReadAllText(file);
        var (begin, end) = (page.IndexOf(beginMark, StringComparison.Ordinal), page.IndexOf(endMark, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{file} has no lines '{beginMark}' and '{endMark}' to put the table between.");
        File.WriteAllText(file, page[..(begin + beginMark.Length)] + "\n" + Render(report) + page[end..]);
    }

    private static string Render(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {report.Date:yyyy-MM-dd} in {report.Seconds:N0} s: {report.Machine}. Load before the run: {report.Machine.Load}.");
        if (report.Machine.IsBusy) text.AppendLine("The machine was busy with other things: do not quote these figures.");
        if (report.Quick) text.AppendLine("A quick run: do not quote these figures.");
        if (report.Rows.Any(row => row.Result.Claims.Count > 0)) Claims(text, report);
        text.AppendLine();
        text.AppendLine("| work | who | what | figure |").AppendLine("| --- | --- | --- | --- |");
        foreach (var row in report.Rows)
        {
            foreach (var figure in row.Result.Figures)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| `{row.Name}` | {figure.Who} | {figure.What} | {Format.Value(figure.Value, figure.Unit)} |");
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Claims(StringBuilder text, Report report)
    {
        if (!report.Whole) text.AppendLine("Only some of the rows were run.");
        text.AppendLine().AppendLine("| work | measure | Lockkeeper | peer | ratio | reach | met |").AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var row in report.Rows)
        {
            foreach (var claim in row.Result.Claims) Claim(text, row, claim);
        }

        text.AppendLine().AppendLine("What else was measured in the same runs:");
    }

    private static void Claim(StringBuilder text, ReportedRow row, Claim claim)
    {
        var peer = claim.Peer is null ? "" : $"{claim.PeerName}: {Format.Value(claim.Peer, claim.Unit)}";
        var ratio = claim.Ratio is null ? "" : Format.Ratio(claim.Ratio);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| {row.Work} (`{row.Name}`) | {claim.Measure} | {Format.Value(claim.Lockkeeper, claim.Unit)} | {peer} | {ratio} | {Format.Reach(claim)} | {(claim.Met ? "yes" : "**no**")} |");
    }
}
