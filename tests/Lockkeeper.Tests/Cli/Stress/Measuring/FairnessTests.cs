using Lockkeeper.Cli.Stress.Measuring;

namespace Lockkeeper.Tests.Cli.Stress.Measuring;

public sealed class FairnessTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Equal_shares_are_perfectly_fair() => Fairness.Jain([7, 7, 7]).ShouldBe(1);

    [Fact]
    public void One_that_gets_all_of_four_makes_a_quarter() => Fairness.Jain([0, 9, 0, 0]).ShouldBe(0.25);

    [Fact]
    public void Nobody_gets_anything_is_not_fair() => Fairness.Jain([0, 0]).ShouldBe(0);

    [Fact]
    public void A_process_that_only_begins_when_the_other_is_done_is_unfair_though_both_wrote_as_much()
    {
        Fairness.BetweenProcesses([Steady(0, Second), Steady(Second, 2 * Second)]).ShouldBe(0.5, tolerance: 0.01);
    }

    [Fact]
    public void Processes_that_write_side_by_side_are_fair()
    {
        Fairness.BetweenProcesses([Steady(0, Second), Steady(0, Second)]).ShouldBe(1, tolerance: 0.0001);
    }

    [Fact]
    public void What_a_process_wrote_in_its_last_moment_counts_in_full()
    {
        // Both write 1,000 in their last interval; it is not over when the first one is done.
        var one = new Timeline();
        var other = new Timeline();
        for (int i = 0; i < 1_000; i++)
        {
            one.Record(1);
            other.Record(1);
        }

        Fairness.BetweenProcesses([(one, 1), (other, 1)]).ShouldBe(1);
    }

    private static (Timeline Timeline, long Done) Steady(long from, long to)
    {
        var timeline = new Timeline();
        for (long at = from; at <= to; at += Second / 1_000) timeline.Record(at);
        return (timeline, to);
    }
}
