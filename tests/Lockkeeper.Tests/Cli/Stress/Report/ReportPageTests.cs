using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Measuring;
using Lockkeeper.Cli.Stress.Report;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Tests.Cli.Stress.Results;

namespace Lockkeeper.Tests.Cli.Stress.Report;

/// <summary>The page, and how a browser shows it.</summary>
public sealed partial class ReportPageTests : IDisposable
{
    // Put at the end of the page by the tests alone: where each chart is, and whether the page is wider than the window.
    private const string Probe =
        """
        <pre id="probe"></pre><script>
        document.getElementById("probe").textContent = JSON.stringify({
          colours: ["--naive", "--lockkeeper"].map(name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()),
          overflow: document.documentElement.scrollWidth - innerWidth,
          charts: [...document.querySelectorAll(".chart")].map(chart => {
            const r = chart.querySelector(".u-over").getBoundingClientRect();
            return [r.left, r.top, r.width, r.height].map(Math.round);
          }),
        });
        </script>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_page_asks_no_network()
    {
        string page = Render();
        Loads().Matches(page).Select(match => match.Value).ShouldBeEmpty();
        page.ShouldContain("The MIT License");
        page.ShouldNotContain("{{");
    }

    [Fact]
    public void Texts_cannot_end_the_script_that_they_are_in()
    {
        string page = ReportPage.Render([SampleResult.Create() with { Source = "from </script><b>.log" }], [], [], DateTimeOffset.UnixEpoch);
        page.ShouldNotContain("</script><b>");
        using JsonDocument data = JsonDocument.Parse(Data().Match(page).Groups["json"].Value);
        data.RootElement.GetProperty("lead").GetString().ShouldBe("200,000 writes from </script><b>.log, 1 January 1970, 00:00 UTC");
    }

    [Fact]
    public void A_latency_curve_ends_at_the_longest_wait()
    {
        LatencyHistogram waits = SampleResult.Create().Waits;
        IReadOnlyList<double[]> curve = Curves.Latency(waits);
        curve[0][0].ShouldBe(1);
        curve[^1].ShouldBe([200_000, 20]);
        curve.Select(point => point[1]).ShouldBeInOrder();
        Curves.Latency(new LatencyHistogram()).ShouldBeEmpty();
    }

    [Fact]
    public void A_throughput_curve_holds_every_write()
    {
        var timeline = new Timeline();
        for (int i = 0; i < 10_000; i++) timeline.Record(i * 1_000_000L);
        IReadOnlyList<double[]> curve = Curves.Throughput(timeline, 9.999);
        curve.Count.ShouldBe(80);
        double width = 9.999 / 80;
        curve.Sum(point => point[1] * width).ShouldBe(10_000, tolerance: 20);
        Curves.Throughput(new Timeline(), 0).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(500)]
    public async Task A_browser_draws_every_chart_without_an_error(int width)
    {
        Assert.SkipUnless(Browser.Program is not null, "There is no Chromium; eng/prerequisites.sh installs it.");
        string page = Path.Combine(_folder.FullName, "report.html");
        await File.WriteAllTextAsync(page, Render().Replace("</body>", Probe + "</body>", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var browser = new Browser(_folder);

        (string document, string console) = await browser.ReadAsync(page, width);
        console.ShouldBeEmpty();
        using JsonDocument probe = JsonDocument.Parse(Probed().Match(document).Groups["json"].Value);
        probe.RootElement.GetProperty("overflow").GetInt32().ShouldBeLessThanOrEqualTo(0);
        JsonElement charts = probe.RootElement.GetProperty("charts");
        charts.GetArrayLength().ShouldBe(3);
        int[] own = [.. probe.RootElement.GetProperty("colours").EnumerateArray().Select(colour => Convert.ToInt32(colour.GetString()![1..], 16))];

        Picture picture = await browser.ShootAsync(page, width, Path.Combine(_folder.FullName, "report.png"));
        foreach (JsonElement chart in charts.EnumerateArray())
        {
            int[] area = [.. chart.EnumerateArray().Select(number => number.GetInt32())];
            area[2].ShouldBeGreaterThan(width / 2);
            Dictionary<int, int> colours = picture.ColoursOf(area[0], area[1], area[2], area[3]);
            colours.Count.ShouldBeGreaterThan(4);

            // Both strategies' own colours, in lines or bars.
            foreach (int colour in own) colours.GetValueOrDefault(colour).ShouldBeGreaterThan(40, string.Create(CultureInfo.InvariantCulture, $"#{colour:x6} in {string.Join(',', area)}"));
        }
    }

    private static string Render()
    {
        StressResult sample = SampleResult.Create();
        var slowWaits = new LatencyHistogram();
        for (int i = 1; i <= 3_000; i++) slowWaits.Record(i * (long)i * 1_000);
        StressResult slow = sample with
        {
            Strategy = SqliteLab.Instance.Strategy("naive"),
            Limit = 4,
            Begun = 3_120,
            Waits = slowWaits,
            Processes = [new ProcessResult(1, 1_800, 4, slowWaits, 0, 60), new ProcessResult(2, 1_200, 4, slowWaits, 0, 60)],
            ErrorsByKind = new Dictionary<string, long> { ["database is locked"] = 120 },
            Timeline = Evenly(3_000, 4),
            Shares = [1.2, 0.8],
            Fairness = 0.96,
        };
        return ReportPage.Render([slow, sample with { Timeline = Evenly(200_000, 0.9), Shares = [1, 1] }], [new Fact("Workers", "20")], Machine.Describe("SQLite", "3.40.1"), DateTimeOffset.UnixEpoch);
    }

    private static Timeline Evenly(int writes, double seconds)
    {
        var timeline = new Timeline();
        for (int i = 0; i < writes; i++) timeline.Record((long)(i * seconds * 1e9 / writes));
        return timeline;
    }

    [GeneratedRegex("""(src|href)=|@import|url\(|fetch\(|XMLHttpRequest|sendBeacon""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Loads();

    [GeneratedRegex("""type="application/json">(?<json>.*?)</script>""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Data();

    [GeneratedRegex("""<pre id="probe">(?<json>[^<]+)</pre>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Probed();
}
