using System.Globalization;
using System.Text;
using Lockkeeper.Benchmarks.Rows;

namespace Lockkeeper.Benchmarks.Output;

/// <summary>Writes the tables into a page, between two markers, and leaves the rest of it as it is.</summary>
internal static class MarkdownOutput
{
    private const string Begin = "<!-- benchmark: begin -->";
    private const string End = "<!-- benchmark: end -->";

    public static void Insert(string file, Report report)
    {
        var page = File.ReadAllText(file);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new InvalidOperationException($"{file} has no lines '{Begin}' and '{End}' to put the table between.");
        File.WriteAllText(file, page[..(begin + Begin.Length)] + "\n" + Render(report) + page[end..]);
    }

    private static string Render(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {report.Date:yyyy-MM-dd} in {report.Seconds:N0} s: {report.Machine}. Load before the run: {report.Machine.Load}.");
        if (report.Quick) text.AppendLine("A quick run: do not quote these figures.");
        if (!report.Whole) text.AppendLine("Only some of the rows were run.");
        text.AppendLine().AppendLine("| work | measure | Lockkeeper | peer | ratio | reach | met |").AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var row in report.Rows)
        {
            foreach (var claim in row.Result.Claims) Claim(text, row, claim);
        }

        text.AppendLine().AppendLine("All that was measured:").AppendLine();
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

    private static void Claim(StringBuilder text, ReportedRow row, Claim claim)
    {
        var peer = claim.Peer is null ? "" : $"{claim.PeerName}: {Format.Value(claim.Peer, claim.Unit)}";
        var ratio = claim.Ratio is null ? "" : Format.Ratio(claim.Ratio);
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| {row.Work} (`{row.Name}`) | {claim.Measure} | {Format.Value(claim.Lockkeeper, claim.Unit)} | {peer} | {ratio} | {Format.Reach(claim)} | {(claim.Met ? "yes" : "**no**")} |");
    }
}
