using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

public sealed class FairFileLockAcrossProcessesTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(60);

    private readonly SideFileFixture _files = new();
    private readonly List<TestProcess> _children = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (TestProcess child in _children) child.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Holder_that_is_killed_loses_the_lock_to_the_next_in_line()
    {
        TestProcess holder = await StartAsync();
        (await holder.AskAsync("acquire Exclusive 60")).ShouldBe("acquired");
        using FairFileLock next = FairFileLock.Open(_files.Database);
        Task<bool> acquired = next.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        acquired.IsCompleted.ShouldBeFalse();
        holder.Kill();
        (await acquired).ShouldBeTrue();
    }

    [Fact]
    public async Task Waiter_that_is_killed_leaves_the_order_of_the_others_as_it_was()
    {
        using FairFileLock holder = FairFileLock.Open(_files.Database);
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        using LineWatch line = new(_files.Database);
        List<TestProcess> waiters = [];
        for (int i = 0; i < 3; i++)
        {
            TestProcess waiter = await StartAsync();
            waiter.Tell("acquire Exclusive 60");
            await line.UntilAsync(2 + i);
            waiters.Add(waiter);
        }
        waiters[1].Kill();
        await line.UntilAsync(3);

        using FairFileLock last = FairFileLock.Open(_files.Database);
        Task<bool> lastAcquired = last.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        holder.Release();
        (await waiters[0].AnswerAsync()).ShouldBe("acquired");
        (await waiters[0].AskAsync("release")).ShouldBe("released");
        (await waiters[2].AnswerAsync()).ShouldBe("acquired");
        lastAcquired.IsCompleted.ShouldBeFalse();
        waiters[2].Kill();
        (await lastAcquired).ShouldBeTrue();
    }

    [Fact]
    public async Task Process_that_is_killed_in_the_door_does_not_leave_it_shut()
    {
        TestProcess inDoor = await StartAsync();
        (await inDoor.AskAsync("door")).ShouldBe("in the door");
        using FairFileLock next = FairFileLock.Open(_files.Database);
        next.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        Task<bool> acquired = next.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        acquired.IsCompleted.ShouldBeFalse();
        inDoor.Kill();
        (await acquired).ShouldBeTrue();
    }

    [Fact]
    public async Task Wait_at_the_door_ends_at_its_deadline_too()
    {
        TestProcess inDoor = await StartAsync();
        (await inDoor.AskAsync("door")).ShouldBe("in the door");
        using FairFileLock next = FairFileLock.Open(_files.Database);
        next.Acquire(LockMode.Exclusive, TimeSpan.FromMilliseconds(20)).ShouldBeFalse();
        inDoor.Kill();
        // Who gave up at the door must not come through it afterwards.
        next.Acquire(LockMode.Exclusive, _long).ShouldBeTrue();
        next.Release();
        using LineWatch line = new(_files.Database);
        await line.UntilAsync(0);
    }

    [Fact]
    public async Task Shared_lock_is_held_by_several_processes_and_outlived_by_none()
    {
        TestProcess first = await StartAsync(), second = await StartAsync();
        (await first.AskAsync("acquire Shared 60")).ShouldBe("acquired");
        (await second.AskAsync("acquire Shared 60")).ShouldBe("acquired");
        using FairFileLock writer = FairFileLock.Open(_files.Database);
        Task<bool> acquired = writer.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        first.Kill();
        acquired.IsCompleted.ShouldBeFalse();
        second.Kill();
        (await acquired).ShouldBeTrue();
    }

    [Fact]
    public async Task Program_started_by_the_holder_does_not_inherit_the_lock()
    {
        SideFile holder = SideFile.Open(_files.Database);
        TicketLine line = new(holder);
        line.Enter(LockMode.Exclusive, wait: false, queue: false, givenUp: null, out _).ShouldBe(LineEntry.Granted);
        TestProcess child = await StartAsync();
        // Closed without unlocking: a copy of the descriptor in the child would keep the lock.
        line.Dispose();
        (await child.AskAsync("acquire Exclusive 60")).ShouldBe("acquired");
    }

    private async Task<TestProcess> StartAsync()
    {
        TestProcess child = await TestProcess.StartAsync("lock", _files.Database);
        _children.Add(child);
        return child;
    }
}
