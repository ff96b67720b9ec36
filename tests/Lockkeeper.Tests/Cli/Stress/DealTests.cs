using FsCheck;
using FsCheck.Fluent;
using Lockkeeper.Cli.Stress;

namespace Lockkeeper.Tests.Cli.Stress;

public sealed class DealTests
{
    [Fact]
    public void Every_item_is_dealt_out_once_whatever_the_numbers()
    {
        Gen<Deal> deals =
            from processes in Gen.Choose(1, 8)
            from workers in Gen.Choose(1, 30)
            from items in Gen.Choose(0, 1_000)
            select new Deal(processes, workers, items);
        Prop.ForAll(deals.ToArbitrary(), IsPartition).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Workers_are_numbered_through_all_processes()
    {
        var deal = new Deal(4, 20, 400);
        deal.FirstWorkerOf(3).ShouldBe(60);
        deal.Item(worker: 61, sequence: 2).ShouldBe(221);
        deal.WorkerOf(221).ShouldBe(61);
        deal.SequenceOf(221).ShouldBe(2);
    }

    private static bool IsPartition(Deal deal)
    {
        List<long> dealt = [];
        for (int worker = 0; worker < deal.Workers; worker++)
        {
            for (long sequence = 0; sequence < deal.ItemsOf(worker); sequence++)
            {
                long item = deal.Item(worker, sequence);
                if (deal.WorkerOf(item) != worker || deal.SequenceOf(item) != sequence) return false;
                dealt.Add(item);
            }
        }

        dealt.Sort();
        return dealt.SequenceEqual(Enumerable.Range(0, (int)deal.Items).Select(item => (long)item));
    }
}
