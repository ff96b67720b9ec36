using Lockkeeper.Cli.Stress.Results;

namespace Lockkeeper.Tests.Cli.Stress.Results;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0.000 ms")]
    [InlineData(4_200, "0.004 ms")]
    [InlineData(8_123_456, "8.12 ms")]
    [InlineData(45_678_901, "45.7 ms")]
    [InlineData(2_600_000_000, "2.60 s")]
    public void Durations_have_the_digits_that_they_are_worth(long nanoseconds, string expected) => Figures.Duration(nanoseconds).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1.000")]
    [InlineData(0.99999, "0.999")]
    [InlineData(0.25, "0.250")]
    public void A_ratio_is_1_only_when_it_is(double ratio, string expected) => Figures.Ratio(ratio).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(4_120, "4.1 kB")]
    [InlineData(4_120_000, "4.1 MB")]
    [InlineData(4_120_000_000, "4.12 GB")]
    public void Sizes_have_a_unit(long bytes, string expected) => Figures.Size(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1 error")]
    [InlineData(0, "0 errors")]
    [InlineData(1_234, "1,234 errors")]
    public void Nouns_agree_with_their_number(long count, string expected) => Figures.Plural(count, "error", "errors").ShouldBe(expected);
}
