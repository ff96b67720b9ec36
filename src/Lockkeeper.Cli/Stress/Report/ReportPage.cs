using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockkeeper.Cli.Stress.Results;

namespace Lockkeeper.Cli.Stress.Report;

/// <summary>One page of HTML with all in it: results, styles, and the charting library. It asks no network.</summary>
internal static partial class ReportPage
{
    /// <summary>Renders it.</summary>
    /// <param name="results">In their order; the last is the measure of the ratios.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="machine">What it ran on.</param>
    /// <param name="now">The time that it shows.</param>
    public static string Render(IReadOnlyList<StressResult> results, IReadOnlyList<Fact> settings, IReadOnlyList<Fact> machine, DateTimeOffset now)
    {
        StressResult first = results[0];
        double measure = results[^1].WritesPerSecond;
        var data = new ReportData(
            $"lockkeeper stress: {first.Workload}",
            string.Create(CultureInfo.InvariantCulture, $"{first.Deal.Items:N0} writes {first.Source}, {now:d MMMM yyyy, HH:mm} UTC"),
            [.. results.Select(result => Of(result, measure))],
            settings,
            machine);
        string json = JsonSerializer.Serialize(data, ReportJson.Default.ReportData);
        return Placeholder().Replace(Read("page.html"), match => match.Groups["name"].Value is var name && name == "data" ? json : Read(name));
    }

    private static StrategyData Of(StressResult result, double measure) => new()
    {
        Name = result.Strategy.Name,
        Summary = result.Strategy.Summary,
        WritesPerSecond = result.WritesPerSecond,
        Ratio = ComparisonView.Ratio(result.WritesPerSecond, measure),
        P50 = result.Waits.Percentile(0.5) / 1e6,
        P99 = result.Waits.Percentile(0.99) / 1e6,
        Longest = result.Waits.Max / 1e6,
        Fairness = result.Fairness,
        Writes = result.Writes,
        Items = result.Deal.Items,
        Errors = result.Errors,
        ErrorsByKind = [.. result.ErrorsByKind.OrderByDescending(entry => entry.Value).Select(entry => new ErrorCount(entry.Key, entry.Value))],
        Verified = result.Verified,
        FailedChecks = [.. result.Checks.Where(check => !check.Held).Select(check => check.Text)],
        CutOffAfter = result.WasCutOff ? result.Limit : null,
        Latency = Curves.Latency(result.Waits),
        Throughput = Curves.Throughput(result.Timeline, result.Seconds),
        Shares = result.Shares,
    };

    private static string Read(string name)
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"Report/{name}")
            ?? throw new InvalidOperationException($"The tool was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(?<name>[A-Za-z.]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Placeholder();
}
