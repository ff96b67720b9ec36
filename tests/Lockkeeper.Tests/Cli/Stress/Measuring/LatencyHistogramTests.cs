using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Tests.Cli.Stress.Measuring;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Shares = [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1];

    /// <summary>Durations from nanoseconds to minutes, evenly over the powers of two.</summary>
    private static readonly Arbitrary<long[]> Durations = Gen.Choose(0, 36)
        .SelectMany(bits => Gen.Choose(0, int.MaxValue).Select(mantissa => (long)(mantissa / (double)int.MaxValue * (1L << bits))))
        .ArrayOf()
        .Where(durations => durations.Length > 0)
        .ToArbitrary();

    [Fact]
    public void Every_percentile_is_within_one_percent_of_the_exact_one()
    {
        Prop.ForAll(Durations, durations =>
        {
            LatencyHistogram histogram = Record(durations);
            long[] sorted = [.. durations.Order()];
            return Shares.All(share =>
            {
                long exact = sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Length)) - 1];
                return Math.Abs(histogram.Percentile(share) - exact) <= exact * 0.01;
            });
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Merged_histograms_say_what_one_of_all_would_say()
    {
        Prop.ForAll(Durations, Durations, (one, other) =>
        {
            LatencyHistogram merged = Record(one);
            merged.Merge(Record(other));
            LatencyHistogram whole = Record([.. one, .. other]);
            return merged.Count == whole.Count && merged.Max == whole.Max && merged.Export().SequenceEqual(whole.Export());
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void A_histogram_survives_the_way_to_another_process()
    {
        Prop.ForAll(Durations, durations =>
        {
            LatencyHistogram histogram = Record(durations);
            LatencyHistogram copy = LatencyHistogram.Import(histogram.Export(), histogram.Max);
            return copy.Count == histogram.Count && Shares.All(share => copy.Percentile(share) == histogram.Percentile(share));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void The_longest_duration_is_exact()
    {
        LatencyHistogram histogram = Record([1, 123_456_789, 5]);
        histogram.Max.ShouldBe(123_456_789);
        histogram.Percentile(1).ShouldBe(123_456_789);
    }

    [Fact]
    public void An_empty_histogram_says_zero()
    {
        new LatencyHistogram().Percentile(0.5).ShouldBe(0);
        new LatencyHistogram().Max.ShouldBe(0);
    }

    [Fact]
    public void Durations_beyond_all_reason_are_counted_too()
    {
        LatencyHistogram histogram = Record([-5, long.MaxValue]);
        histogram.Count.ShouldBe(2);
        histogram.Max.ShouldBe(long.MaxValue);
    }

    private static LatencyHistogram Record(long[] durations)
    {
        var histogram = new LatencyHistogram();
        foreach (long duration in durations) histogram.Record(duration);
        return histogram;
    }
}
