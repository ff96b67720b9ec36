using Lockkeeper.Tests.Facade;
using Lockkeeper.Writing;

namespace Lockkeeper.Tests.Writing;

public sealed class QueueLimitTests
{
    private const int Limit = 10;

    [Fact]
    public async Task More_than_the_queue_holds_wait_outside_and_come_in_in_order()
    {
        await using var test = await CreateAsync();
        List<Task> writes = [];
        using (test.TakeTurn())
        {
            for (var i = 0; i < 300; i++) writes.Add(test.Insert(i).AsTask());
        }

        await Task.WhenAll(writes).Within();
        test.Values<long>().ShouldBe(Enumerable.Range(0, 300).Select(i => (long)i));
    }

    [Fact]
    public async Task Who_waits_outside_until_its_deadline_is_told_that_the_queue_is_full()
    {
        await using var test = await CreateAsync();
        using var turn = test.TakeTurn();
        var inside = Enumerable.Range(0, Limit).Select(i => test.Insert(i).AsTask()).ToList();
        var impatient = new WriteOptions { Timeout = TimeSpan.FromMilliseconds(50) };
        var statement = test.Insert(-1, options: impatient, operation: "Late").AsTask();
        var work = test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({-2})"), options: impatient);
        var patient = test.Insert(Limit).AsTask();

        var error = await statement.FailsWith(SharedDatabaseErrorKind.QueueFull);
        error.Message.ShouldContain("Late");
        error.Message.ShouldContain("MaxQueuedWrites");
        error.IsTransient.ShouldBeTrue();
        await work.FailsWith(SharedDatabaseErrorKind.QueueFull);
        turn.Release();
        await Task.WhenAll([.. inside, patient]).Within();
        test.Values<long>().ShouldBe(Enumerable.Range(0, Limit + 1).Select(i => (long)i));
    }

    [Fact]
    public async Task Who_waits_outside_can_be_cancelled()
    {
        await using var test = await CreateAsync();
        using var turn = test.TakeTurn();
        var inside = Enumerable.Range(0, Limit).Select(i => test.Insert(i).AsTask()).ToList();
        using var cancel = new CancellationTokenSource();
        var outside = test.Insert(-1, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await outside.FailsWith<OperationCanceledException>();
        turn.Release();
        await Task.WhenAll(inside).Within();
        test.Values<long>().ShouldNotContain(-1);
    }

    [Fact]
    public async Task Who_waits_outside_comes_in_when_all_inside_have_been_cancelled()
    {
        await using var test = await CreateAsync();
        using var turn = test.TakeTurn();
        using var cancel = new CancellationTokenSource();
        var inside = Enumerable.Range(0, Limit).Select(i => test.Insert(-1, cancel.Token).AsTask()).ToList();
        var outside = Enumerable.Range(0, 2 * Limit).Select(i => test.Insert(i).AsTask()).ToList();
        await cancel.CancelAsync();
        foreach (var write in inside) await write.FailsWith<OperationCanceledException>();
        turn.Release();
        await Task.WhenAll(outside).Within();
        test.Values<long>().ShouldBe(Enumerable.Range(0, 2 * Limit).Select(i => (long)i));
    }

    [Fact]
    public void The_queue_never_holds_more_than_its_limit_and_none_overtakes()
    {
        var pending = new PendingWrites();
        var gate = new AdmissionGate(pending, Limit);
        var writes = Enumerable.Range(0, 100).Select(_ => Ask()).ToList();
        foreach (var write in writes) gate.Enter(write);
        pending.Count.ShouldBe(Limit);
        gate.IsOpen.ShouldBeFalse();

        List<WriteRequest> taken = [];
        while (pending.TryTake(out var write))
        {
            taken.Add(write!);

            // Any number of times: nobody is let in twice.
            gate.Release();
            gate.Release();
            pending.Count.ShouldBeLessThanOrEqualTo(Limit);
        }

        taken.ShouldBe(writes);
        gate.Waiting.ShouldBe(0);
        gate.IsOpen.ShouldBeTrue();
    }

    private static StatementRequest Ask()
    {
        var request = StatementRequest.Rent();
        request.Prepare("Ask", 0, long.MaxValue, true, CancellationToken.None);
        return request;
    }

    private static Task<TestDatabase> CreateAsync() => TestDatabase.CreateAsync(options => options.MaxQueuedWrites = Limit);
}
