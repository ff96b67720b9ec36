using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Processes;

/// <summary>The conversation between a parent and a worker process, line by line, with both in this process.</summary>
public sealed class WorkerHostTests : IDisposable
{
    private readonly BlockingCollection<string> _toWorker = [];
    private readonly BlockingCollection<string> _toParent = [];

    public void Dispose()
    {
        _toWorker.Dispose();
        _toParent.Dispose();
    }

    [Fact]
    public async Task A_worker_is_ready_begins_at_the_word_reports_and_stays_until_its_input_ends()
    {
        ConcurrentBag<long> items = [];
        var session = new FakeSession((item, _) =>
        {
            items.Add(item);
            return Task.CompletedTask;
        });
        Task<int> host = Start(session, new Deal(Processes: 2, WorkersPerProcess: 3, Items: 24));

        Next().Ready.ShouldBeTrue();
        items.ShouldBeEmpty();

        Go();
        WorkerReport report = NextReport();
        items.Order().ShouldBe([3, 4, 5, 9, 10, 11, 15, 16, 17, 21, 22, 23]);
        report.Writes.ShouldBe(12);
        report.Begun.ShouldBe([4, 4, 4]);
        report.Transactions.ShouldBe(3);
        report.Retries.ShouldBe(1);
        report.Warnings.ShouldBe(["take care"]);
        session.IsDisposed.ShouldBeFalse();

        _toWorker.CompleteAdding();
        (await host).ShouldBe(0);
        session.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_whose_parent_dies_stops_writing_and_ends()
    {
        var begun = new TaskCompletionSource();
        var session = new FakeSession(async (_, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Task<int> host = Start(session, new Deal(Processes: 2, WorkersPerProcess: 1, Items: 1_000_000));
        Next().Ready.ShouldBeTrue();
        Go();
        await begun.Task;

        _toWorker.CompleteAdding();
        (await host).ShouldNotBe(0);
        session.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_worker_that_is_never_given_the_word_ends_with_its_input()
    {
        var session = new FakeSession((_, _) => throw new InvalidOperationException("Nobody said go."));
        Task<int> host = Start(session, new Deal(Processes: 2, WorkersPerProcess: 1, Items: 10));
        Next().Ready.ShouldBeTrue();

        _toWorker.CompleteAdding();
        (await host).ShouldNotBe(0);
        session.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_ends_in_one_process_is_told_to_the_others()
    {
        var ended = new EndedItems();
        var deal = new Deal(Processes: 2, WorkersPerProcess: 1, Items: 4);
        List<bool> heard = [];
        var session = new FakeSession((item, _) =>
        {
            ended.Tell(new ItemEnd(item, Stands: true));
            return Task.CompletedTask;
        })
        {
            Ended = ended,
            Prepare = async (item, cancellationToken) => heard.Add(await ended.WaitAsync(item - 1, deal, cancellationToken)),
        };
        Task<int> host = Start(session, deal);
        Next().Ready.ShouldBeTrue();
        Go();
        Tell(new NewsMessage(Ended: new ItemEnd(0, Stands: true)));
        NextEnd().ShouldBe(new ItemEnd(1, Stands: true));
        Tell(new NewsMessage(Gone: 0));
        NextEnd().ShouldBe(new ItemEnd(3, Stands: true));
        heard.ShouldBe([true, false]);
        _toWorker.CompleteAdding();
        (await host).ShouldBe(0);
    }

    [Fact]
    public async Task Progress_is_told_while_it_works()
    {
        var release = new TaskCompletionSource();
        var session = new FakeSession((item, _) => item < 5 ? Task.CompletedTask : release.Task);
        Task<int> host = Start(session, new Deal(Processes: 2, WorkersPerProcess: 1, Items: 8));
        Next().Ready.ShouldBeTrue();
        Go();

        // Items 1 and 3 are acknowledged at once, the next one is held back until that was told.
        while (Next().Progress is not { Writes: 2, Errors: 0 })
        {
            // An earlier line.
        }

        release.SetResult();
        NextReport().Writes.ShouldBe(4);
        _toWorker.CompleteAdding();
        (await host).ShouldBe(0);
    }

    private Task<int> Start(FakeSession session, Deal deal)
    {
        var settings = new WorkerSettings { Database = "any.db", Workload = "visits", Process = 1, Deal = deal, Durability = Durability.Full };
        _toWorker.Add(JsonSerializer.Serialize(settings, WorkerJson.Default.WorkerSettings));
        return Task.Factory.StartNew(
            () => WorkerHost.Run(new Lines(_toWorker), new Sink(_toParent), received =>
            {
                received.ShouldBe(settings);
                return session;
            }),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    private void Go() => _toWorker.Add(JsonSerializer.Serialize(new GoMessage(Stopwatch.GetTimestamp()), WorkerJson.Default.GoMessage));

    private void Tell(NewsMessage news) => _toWorker.Add(JsonSerializer.Serialize(news, WorkerJson.Default.NewsMessage));

    private ItemEnd NextEnd()
    {
        while (true)
        {
            if (Next().Ended is { } end) return end;
        }
    }

    private WorkerMessage Next() =>
        JsonSerializer.Deserialize(_toParent.Take(TestContext.Current.CancellationToken), WorkerJson.Default.WorkerMessage)!;

    private WorkerReport NextReport()
    {
        while (true)
        {
            if (Next().Report is { } report) return report;
        }
    }

    private sealed class Lines(BlockingCollection<string> lines) : TextReader
    {
        public override string? ReadLine() => lines.TryTake(out string? line, Timeout.Infinite) ? line : null;
    }

    private sealed class Sink(BlockingCollection<string> lines) : StringWriter
    {
        public override void WriteLine(string? value) => lines.Add(value!);
    }
}
