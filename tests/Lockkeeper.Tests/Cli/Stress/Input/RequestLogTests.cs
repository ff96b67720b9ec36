using Lockkeeper.Cli.Stress.Input;

namespace Lockkeeper.Tests.Cli.Stress.Input;

public sealed class RequestLogTests
{
    private const string Good = "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET /{0} HTTP/1.1\" 200 5 \"-\" \"-\"";

    [Fact]
    public void Bad_lines_are_counted_and_left_out()
    {
        RequestLog log = RequestLog.Load(new StringReader($"{Good}\n\nwhat is this\n{Good}\r\n"));

        log.Count.ShouldBe(2);
        log.BadLines.ShouldBe(2);
        log.FirstBadLine.ShouldBe(2);
    }

    [Fact]
    public void A_log_is_repeated_when_more_is_asked_for_than_it_has()
    {
        RequestLog log = RequestLog.Load(new StringReader($"{Good.Replace("{0}", "a", StringComparison.Ordinal)}\n{Good.Replace("{0}", "b", StringComparison.Ordinal)}"));

        log[0].Path.ShouldBe("/a");
        log[3].Path.ShouldBe("/b");
        log[1_000_000_000_000].Path.ShouldBe("/a");
    }

    [Fact]
    public void The_log_of_a_real_site_is_read_but_for_its_one_line_that_is_cut_off()
    {
        Assert.SkipUnless(RealLog.Path is not null, "The log is not beside the project.");
        RequestLog log = RequestLog.Load(RealLog.Path!);

        log.Count.ShouldBe(9_999);
        log.BadLines.ShouldBe(1);
        log.FirstBadLine.ShouldBe(8_899);
        Enumerable.Range(0, log.Count).Select(i => log[i].Visitor).Distinct().Count().ShouldBe(1_753);
        Enumerable.Range(0, log.Count).Sum(i => log[i].Bytes).ShouldBe(2747282505L);
    }
}
