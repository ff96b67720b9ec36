using Lockkeeper.Cli;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Tests.Cli.Stress.Results;

public sealed class ComparisonViewTests
{
    private static readonly StressResult Sample = SampleResult.Create();

    private static readonly StressResult Slow = Sample with
    {
        Strategy = SqliteLab.Instance.Strategy("naive"),
        Limit = 9,
        Begun = 7_030,
        Processes = [new ProcessResult(1, 30, 9, Sample.Waits, 0, 7_000)],
        ErrorsByKind = new Dictionary<string, long> { ["disk I/O error"] = 10, ["database is locked"] = 6_990 },
        Troubles = ["Process 1: SQLite Error 5: 'database is locked'."],
    };

    [Fact]
    public void Each_strategy_stands_beside_the_last_with_what_it_does_and_its_errors_by_kind()
    {
        string text = Show(Slow, Sample);
        text.ShouldContain("│ naive      │      3.3 │ 0.0000 │");
        text.ShouldContain("│ lockkeeper │  222,222 │   1.00 │");
        text.ShouldContain("rollback journal; reads, then writes, in one deferred transaction");
        text.ShouldContain("30 of 200,000 writes acknowledged, cut off after 9 seconds; verified");
        text.IndexOf("6,990 errors: database is locked", StringComparison.Ordinal)
            .ShouldBeInRange(1, text.IndexOf("10 errors: disk I/O error", StringComparison.Ordinal));
        text.ShouldContain("200,000 of 200,000 writes acknowledged; verified");
    }

    [Fact]
    public void No_line_is_wider_than_80_columns() => Show(Slow, Slow, Sample).Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);

    [Fact]
    public void Errors_of_others_are_expected_and_those_of_Lockkeeper_are_not()
    {
        Slow.WentAsExpected.ShouldBeTrue();
        (Slow with { Strategy = Sample.Strategy }).WentAsExpected.ShouldBeFalse();
        Show(Slow with { Strategy = Sample.Strategy }, Sample).ShouldContain("SQLite Error 5");
    }

    [Fact]
    public void An_acknowledged_write_that_is_gone_is_a_failure_whoever_wrote_it()
    {
        StressResult lost = Slow with { Checks = [new Check(false, "ip_log: 1 fault")] };
        lost.WentAsExpected.ShouldBeFalse();
        Show(lost, Sample).ShouldContain("ip_log: 1 fault");
    }

    [Theory]
    [InlineData(50, 100, "0.50")]
    [InlineData(1, 1_000, "0.0010")]
    [InlineData(100, 100, "1.00")]
    [InlineData(100, 0, "-")]
    public void A_ratio_has_the_digits_that_it_needs(double writes, double measure, string expected) =>
        ComparisonView.Ratio(writes, measure).ShouldBe(expected);

    private static string Show(params StressResult[] results)
    {
        using var writer = new StringWriter();
        ComparisonView.Show(Terminal.Create(writer, plain: true), results);
        return writer.ToString();
    }
}
