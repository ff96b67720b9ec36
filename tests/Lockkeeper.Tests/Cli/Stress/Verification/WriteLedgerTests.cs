using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Verification;

namespace Lockkeeper.Tests.Cli.Stress.Verification;

public sealed class WriteLedgerTests
{
    // Two workers in each of two processes; each has two writes to make.
    private static readonly Deal Deal = new(Processes: 2, WorkersPerProcess: 2, Items: 8);

    [Fact]
    public void All_rows_once_and_each_workers_in_order_hold()
    {
        Check check = Judge([Reports.Whole(Deal, 0), Reports.Whole(Deal, 1)], (3, 0), (0, 0), (0, 1), (1, 0), (3, 1), (2, 0), (1, 1), (2, 1));
        check.Held.ShouldBeTrue();
        check.Text.ShouldBe("log: 8 rows, each write once, as written and in order");
    }

    [Fact]
    public void An_acknowledged_write_that_is_missing_does_not_hold()
    {
        Judge([Reports.Whole(Deal, 0), Reports.Whole(Deal, 1)], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0))
            .ShouldBe(new Check(false, "log: 1 faults in 7 rows; worker 3's write 1 was acknowledged and is not there"));
    }

    [Fact]
    public void A_write_that_stands_twice_does_not_hold()
    {
        Judge([Reports.Whole(Deal, 0), Reports.Whole(Deal, 1)], (0, 0), (0, 1), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1))
            .ShouldBe(new Check(false, "log: 1 faults in 9 rows; worker 0's write 1 stands twice or after a later one"));
    }

    [Fact]
    public void Writes_of_a_worker_out_of_its_order_do_not_hold()
    {
        Judge([Reports.Whole(Deal, 0), Reports.Whole(Deal, 1)], (0, 1), (0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)).Held.ShouldBeFalse();
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 2)]
    [InlineData(0, -1)]
    public void A_row_that_nobody_was_to_write_does_not_hold(int worker, long sequence)
    {
        var ledger = new WriteLedger(Deal, [Reports.Whole(Deal, 0), Reports.Whole(Deal, 1)]);
        ledger.Row(worker, sequence).ShouldBe(-1);
        ledger.Finish("log").Held.ShouldBeFalse();
    }

    [Fact]
    public void A_failed_write_may_be_missing_but_may_not_stand()
    {
        WorkerReport failed = Reports.Whole(Deal, 1) with { Failed = [Deal.Item(3, 0)] };
        Judge([Reports.Whole(Deal, 0), failed], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 1)).Held.ShouldBeTrue();
        Judge([Reports.Whole(Deal, 0), failed], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)).Text
            .ShouldBe("log: 1 faults in 8 rows; worker 3's write 0 stands, though it was not acknowledged");
    }

    [Fact]
    public void A_write_of_unknown_outcome_may_stand_or_not()
    {
        WorkerReport unknown = Reports.Whole(Deal, 1) with { Unknown = [Deal.Item(3, 0)] };
        Judge([Reports.Whole(Deal, 0), unknown], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 1)).Held.ShouldBeTrue();
        Judge([Reports.Whole(Deal, 0), unknown], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)).Held.ShouldBeTrue();
    }

    [Fact]
    public void A_write_that_was_never_begun_may_not_stand()
    {
        WorkerReport gaveUp = Reports.Whole(Deal, 1) with { Begun = [2, 1] };
        Judge([Reports.Whole(Deal, 0), gaveUp], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0)).Held.ShouldBeTrue();
        Judge([Reports.Whole(Deal, 0), gaveUp], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)).Held.ShouldBeFalse();
    }

    [Fact]
    public void Of_a_process_that_died_any_write_may_stand_but_only_once()
    {
        Judge([Reports.Whole(Deal, 0), null], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0)).Held.ShouldBeTrue();
        Judge([Reports.Whole(Deal, 0), null], (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 0)).Held.ShouldBeFalse();
    }

    private static Check Judge(WorkerReport?[] reports, params (int Worker, long Sequence)[] rows)
    {
        var ledger = new WriteLedger(Deal, reports);
        foreach ((int worker, long sequence) in rows) ledger.Row(worker, sequence).ShouldBe(Deal.Item(worker, sequence));
        return ledger.Finish("log");
    }
}
