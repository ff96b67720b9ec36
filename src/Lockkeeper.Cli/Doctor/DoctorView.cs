using System.Globalization;
using Spectre.Console;

namespace Lockkeeper.Cli.Doctor;

/// <summary>What a person sees: a line a finding, the advice below it, and a sum.</summary>
internal static class DoctorView
{
    /// <summary>Shows it.</summary>
    /// <param name="console">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="done">What <c>--fix</c> did.</param>
    /// <param name="findings">What was found.</param>
    public static void Show(IAnsiConsole console, string path, IReadOnlyList<string> done, IReadOnlyList<Finding> findings)
    {
        console.WriteLine(path);
        foreach (string action in done) console.WriteLine($"Done: {action}");
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 1, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (Finding finding in findings)
        {
            grid.AddRow(Word(finding.Severity), new Text(finding.Check), new Text(finding.Text));
            if (finding.Advice is not null) grid.AddRow(new Text(""), new Text(""), new Text($"→ {finding.Advice}"));
        }

        console.Write(grid);
        int warnings = findings.Count(finding => finding.Severity == Severity.Warning);
        int problems = findings.Count(finding => finding.Severity == Severity.Problem);
        console.WriteLine(problems + warnings == 0
            ? "All is well."
            : string.Create(CultureInfo.InvariantCulture, $"{Count(problems, "problem")}, {Count(warnings, "warning")}."));
    }

    private static Text Word(Severity severity) => severity switch
    {
        Severity.Ok => new Text("ok", new Style(Color.Green)),
        Severity.Warning => new Text("warning", new Style(Color.Yellow)),
        _ => new Text("problem", new Style(Color.Red)),
    };

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
