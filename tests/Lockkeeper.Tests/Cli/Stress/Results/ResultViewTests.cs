using Lockkeeper.Cli;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Tests.Cli.Stress.Results;

public sealed class ResultViewTests
{
    [Fact]
    public void The_tables_show_every_figure()
    {
        string text = Show(SampleResult.Create());
        foreach (string figure in (string[])["222,222", "10.0 ms", "19.8 ms", "20.0 ms", "0.999", "125", "4.1 MB", "0.90"]) text.ShouldContain(figure);
        text.ShouldContain("✓ integrity_check: ok");
        text.ShouldContain("200,000 of 200,000 writes acknowledged, verified.");
    }

    [Fact]
    public void No_line_is_wider_than_80_columns_though_figures_are_large()
    {
        StressResult sample = SampleResult.Create();
        sample.Waits.Record(123_456_000_000);
        StressResult large = sample with
        {
            Processes = [.. Enumerable.Range(241, 16).Select(number => new ProcessResult(number, 62_500_000, 1_000.5, sample.Waits, 1_000, 12_345))],
            WalBytes = 12_345_678_901,
            Troubles = ["Process 241: " + string.Concat(Enumerable.Repeat("something went wrong ", 20))],
            Warnings = ["SQLite 3.40.1 has a bug."],
        };
        string text = Show(large);
        text.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
        text.ShouldNotContain("…");
    }

    [Fact]
    public void Many_processes_are_not_listed_one_by_one()
    {
        StressResult sample = SampleResult.Create();
        Show(sample).ShouldContain("process");
        Show(sample with { Processes = [.. Enumerable.Repeat(sample.Processes[0], 17)] }).ShouldNotContain("process");
    }

    [Fact]
    public void A_failure_says_what_did_not_hold()
    {
        StressResult sample = SampleResult.Create();
        string text = Show(sample with
        {
            Checks = [new Check(false, "integrity_check: row 7 is missing from an index")],
            Processes = [sample.Processes[0], sample.Processes[1] with { Writes = 99_999, Errors = 1 }],
            Troubles = ["Process 2: [disk] is full"],
        });
        text.ShouldContain("✗ integrity_check: row 7 is missing from an index");
        text.ShouldContain("✗ Process 2: [disk] is full");
        text.ShouldContain("199,999 of 200,000 writes acknowledged, 1 error, verification failed.");
    }

    [Fact]
    public void A_run_without_a_single_write_is_shown_too()
    {
        StressResult sample = SampleResult.Create();
        Show(sample with { Processes = [new ProcessResult(1, 0, 0, new(), 0, 1)], Waits = new(), Transactions = 0, Fairness = 0 })
            .ShouldContain("0 of 200,000 writes acknowledged, 1 error");
    }

    private static string Show(StressResult result)
    {
        using var writer = new StringWriter();
        ResultView.Show(Terminal.Create(writer, plain: true), result);
        return writer.ToString();
    }
}
