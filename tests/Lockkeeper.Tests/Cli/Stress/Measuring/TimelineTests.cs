using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Tests.Cli.Stress.Measuring;

public sealed class TimelineTests
{
    private const long Millisecond = 1_000_000;

    private static readonly Arbitrary<int[]> Times = Gen.Choose(0, int.MaxValue).ArrayOf().ToArbitrary();

    [Fact]
    public void Nothing_is_lost_however_long_the_run()
    {
        var timeline = new Timeline();
        for (int second = 0; second < 3_600; second++) timeline.Record(second * 1_000 * Millisecond);

        timeline.Counts.Sum().ShouldBe(3_600);
        timeline.CountUntil(long.MaxValue).ShouldBe(3_600);
        timeline.CountUntil(1_800_000 * Millisecond).ShouldBe(1_800, tolerance: 20);
    }

    [Fact]
    public void Writes_within_an_interval_count_as_evenly_spread()
    {
        var timeline = new Timeline();
        for (int i = 0; i < 100; i++) timeline.Record(0);
        timeline.CountUntil(timeline.Width / 4).ShouldBe(25);
    }

    [Fact]
    public void Merged_timelines_say_what_one_of_all_would_say()
    {
        Prop.ForAll(Times, Times, (one, other) =>
        {
            Timeline merged = Record(one);
            merged.Merge(Record(other));
            Timeline whole = Record([.. one, .. other]);
            return merged.Width == whole.Width && merged.Counts.SequenceEqual(whole.Counts);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    private static Timeline Record(int[] times)
    {
        var timeline = new Timeline();
        foreach (int time in times) timeline.Record(time);
        return timeline;
    }
}
