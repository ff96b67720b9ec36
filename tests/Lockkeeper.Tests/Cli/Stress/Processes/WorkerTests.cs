using System.Diagnostics;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Processes;

public sealed class WorkerTests
{
    private static readonly Deal Deal = new(Processes: 2, WorkersPerProcess: 2, Items: 40);

    [Fact]
    public async Task A_worker_makes_its_own_writes_in_order()
    {
        List<long> items = [];
        Worker worker = await RunAsync(item => items.Add(item), TestContext.Current.CancellationToken);

        items.ShouldBe([3, 7, 11, 15, 19, 23, 27, 31, 35, 39]);
        worker.Writes.ShouldBe(10);
        worker.Waits.Count.ShouldBe(10);
        worker.Timeline.Counts.Sum().ShouldBe(10);
        worker.Begun.ShouldBe(10);
    }

    [Fact]
    public async Task The_next_write_waits_for_the_last_one()
    {
        int atOnce = 0;
        var worker = new Worker(3, Deal, new FakeSession(async (_, _) =>
        {
            Interlocked.Increment(ref atOnce).ShouldBe(1);
            await Task.Yield();
            Interlocked.Decrement(ref atOnce);
        }));
        await worker.RunAsync(Stopwatch.GetTimestamp(), CancellationToken.None);
        worker.Errors.ShouldBe(0);
    }

    [Fact]
    public async Task A_failed_write_is_noted_and_the_next_one_made()
    {
        Worker worker = await RunAsync(item =>
        {
            if (item == 11) throw new InvalidOperationException("not this one");
            if (item == 19) throw new SharedDatabaseException(SharedDatabaseErrorKind.OutcomeUnknown, "who knows");
        }, TestContext.Current.CancellationToken);

        worker.Failed.ShouldBe([11]);
        worker.Unknown.ShouldBe([19]);
        worker.Writes.ShouldBe(8);
        worker.Errors.ShouldBe(2);
        worker.FirstError!.Message.ShouldBe("not this one");
    }

    [Fact]
    public async Task A_write_of_several_items_may_stand_in_part()
    {
        List<long> items = [];
        var session = new FakeSession((item, _) =>
        {
            items.Add(item);
            return item == 15 ? throw new WriteFailedException("HTTP 500, database is locked", "locked", stood: 1, isOutcomeUnknown: false) : Task.CompletedTask;
        })
        { ItemsPerWrite = 3 };
        var worker = new Worker(3, Deal, session);
        await worker.RunAsync(Stopwatch.GetTimestamp(), CancellationToken.None);

        items.ShouldBe([3, 15, 27, 39]);
        worker.Failed.ShouldBe([19, 23]);
        worker.Writes.ShouldBe(8);
        worker.Errors.ShouldBe(1);
        worker.Begun.ShouldBe(10);
        worker.Waits.Count.ShouldBe(3);
        worker.ErrorsByKind.ShouldBe(new Dictionary<string, long> { ["HTTP 500, database is locked"] = 1 });
    }

    [Fact]
    public async Task A_worker_that_is_not_expected_to_succeed_never_gives_up()
    {
        var worker = new Worker(3, Deal, new FakeSession((_, _) => throw new InvalidOperationException()), new WorkerLimits(int.MaxValue));
        await worker.RunAsync(Stopwatch.GetTimestamp(), CancellationToken.None);
        worker.Errors.ShouldBe(10);
    }

    [Fact]
    public async Task A_worker_begins_nothing_after_its_limit()
    {
        var worker = new Worker(3, Deal, new FakeSession((_, _) => Task.CompletedTask), new WorkerLimits(Duration: TimeSpan.FromHours(1)));
        await worker.RunAsync(Stopwatch.GetTimestamp() - (2 * 3_600 * Stopwatch.Frequency), CancellationToken.None);
        worker.Begun.ShouldBe(0);
    }

    [Fact]
    public async Task What_waited_for_others_when_the_time_was_over_was_not_begun()
    {
        var worker = new Worker(3, Deal, Unprepared(TimeSpan.Zero), new WorkerLimits(int.MaxValue, TimeSpan.FromHours(1)));
        await worker.RunAsync(Stopwatch.GetTimestamp(), CancellationToken.None);
        worker.Errors.ShouldBe(10);

        TimeSpan limit = TimeSpan.FromMilliseconds(200);
        worker = new Worker(3, Deal, Unprepared(limit * 2), new WorkerLimits(int.MaxValue, limit));
        await worker.RunAsync(Stopwatch.GetTimestamp(), CancellationToken.None);
        worker.Begun.ShouldBe(0);
        worker.Errors.ShouldBe(0);

        static FakeSession Unprepared(TimeSpan wait) => new((_, _) => Task.CompletedTask)
        {
            Prepare = async (_, cancellationToken) =>
            {
                await Task.Delay(wait, cancellationToken);
                throw new InvalidOperationException("Nobody came.");
            },
        };
    }

    [Fact]
    public async Task A_worker_whose_writes_all_fail_gives_up()
    {
        Worker worker = await RunAsync(item =>
        {
            if (item >= 7) throw new InvalidOperationException();
        }, TestContext.Current.CancellationToken);

        worker.Writes.ShouldBe(1);
        worker.Begun.ShouldBe(1 + WorkerLimits.FailuresToGiveUp);
    }

    [Fact]
    public async Task The_time_of_a_failure_counts_and_is_no_acknowledgement()
    {
        Worker worker = await RunAsync(item =>
        {
            if (item == 39) throw new InvalidOperationException();
        }, TestContext.Current.CancellationToken);
        worker.Done.ShouldBeGreaterThan(0);
        worker.Ended.ShouldBeGreaterThan(worker.Done);
    }

    [Fact]
    public async Task A_cancelled_worker_begins_no_other_write()
    {
        using var cancellation = new CancellationTokenSource();
        Worker worker = await RunAsync(_ => cancellation.Cancel(), cancellation.Token);
        worker.Begun.ShouldBe(1);
    }

    private static async Task<Worker> RunAsync(Action<long> write, CancellationToken cancellationToken)
    {
        var session = new FakeSession((item, _) =>
        {
            write(item);
            return Task.CompletedTask;
        });
        var worker = new Worker(3, Deal, session);
        await worker.RunAsync(Stopwatch.GetTimestamp(), cancellationToken);
        return worker;
    }
}
