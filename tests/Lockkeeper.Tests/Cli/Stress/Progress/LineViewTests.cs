using Lockkeeper.Cli.Stress.Progress;

namespace Lockkeeper.Tests.Cli.Stress.Progress;

public sealed class LineViewTests
{
    [Fact]
    public async Task One_line_a_second_says_how_far_the_run_is()
    {
        using var writer = new StringWriter();
        await new LineView(writer).ShowAsync(sink =>
        {
            sink.Enter("starting 4 processes");
            for (int tenth = 1; tenth <= 25; tenth++) sink.Report(new RunProgress(tenth * 1_000, 50_000, 0, TimeSpan.FromSeconds(tenth / 10.0)));
            return Task.FromResult(0);
        });

        writer.ToString().ReplaceLineEndings("\n").ShouldBe(
            """
            starting 4 processes
               1.0 s   20 %  10,000 writes  10,000/s  0 errors
               2.0 s   40 %  20,000 writes  10,000/s  0 errors

            """.ReplaceLineEndings("\n"));
    }
}
