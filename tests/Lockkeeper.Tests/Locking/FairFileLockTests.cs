using Lockkeeper.Locking;

namespace Lockkeeper.Tests.Locking;

public sealed class FairFileLockTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(30);

    private readonly SideFileFixture _files = new();
    private readonly List<FairFileLock> _opened = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (FairFileLock opened in _opened) opened.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void An_exclusive_holder_keeps_all_others_out()
    {
        FairFileLock first = Open(), second = Open();
        first.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        first.Mode.ShouldBe(LockMode.Exclusive);
        second.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        second.TryAcquire(LockMode.Shared).ShouldBeFalse();
        second.Mode.ShouldBeNull();
        first.Release();
        second.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public void Shared_holders_are_in_together_and_keep_an_exclusive_one_out()
    {
        FairFileLock first = Open(), second = Open(), third = Open();
        first.TryAcquire(LockMode.Shared).ShouldBeTrue();
        second.TryAcquire(LockMode.Shared).ShouldBeTrue();
        third.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        first.Release();
        third.TryAcquire(LockMode.Exclusive).ShouldBeFalse();
        second.Release();
        third.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
    }

    [Fact]
    public async Task Waiters_are_served_in_the_order_in_which_they_came()
    {
        FairFileLock holder = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        List<int> served = [];
        List<Task> waiters = [];
        for (int i = 0; i < 12; i++)
        {
            int number = i;
            FairFileLock next = Open();
            // The call returns once the ticket is taken, so each next one is behind.
            Task<bool> acquired = next.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
            acquired.IsCompleted.ShouldBeFalse();
            waiters.Add(Serve(next, acquired, number));
        }
        holder.HasWaiters.ShouldBeTrue();
        holder.Release();
        await Task.WhenAll(waiters);
        served.ShouldBe(Enumerable.Range(0, 12));

        async Task Serve(FairFileLock next, Task<bool> acquired, int number)
        {
            (await acquired).ShouldBeTrue();
            lock (served) served.Add(number);
            next.Release();
        }
    }

    [Fact]
    public async Task Shared_ones_behind_an_exclusive_waiter_wait_for_it()
    {
        FairFileLock reader = Open(), writer = Open(), late = Open();
        reader.TryAcquire(LockMode.Shared).ShouldBeTrue();
        Task<bool> writing = writer.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        Task<bool> reading = late.AcquireAsync(LockMode.Shared, _long, Cancellation);
        late.Mode.ShouldBeNull();
        reader.Release();
        (await writing).ShouldBeTrue();
        reading.IsCompleted.ShouldBeFalse();
        writer.Release();
        (await reading).ShouldBeTrue();
    }

    [Fact]
    public async Task Shared_waiters_are_let_in_together()
    {
        FairFileLock writer = Open(), first = Open(), second = Open();
        writer.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        Task<bool> one = first.AcquireAsync(LockMode.Shared, _long, Cancellation);
        Task<bool> two = second.AcquireAsync(LockMode.Shared, _long, Cancellation);
        writer.Release();
        (await one).ShouldBeTrue();
        (await two).ShouldBeTrue();
    }

    [Fact]
    public void A_wait_ends_at_its_deadline()
    {
        FairFileLock holder = Open(), waiter = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        waiter.Acquire(LockMode.Exclusive, _short).ShouldBeFalse();
        waiter.Mode.ShouldBeNull();
        holder.HasWaiters.ShouldBeFalse();
        holder.Release();
        waiter.Acquire(LockMode.Exclusive, _long).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_behind_it_waiting_and_those_keep_their_order()
    {
        FairFileLock holder = Open(), quitter = Open(), second = Open(), third = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        using CancellationTokenSource quits = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<bool> quitting = quitter.AcquireAsync(LockMode.Exclusive, _long, quits.Token);
        Task<bool> next = second.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        Task<bool> last = third.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        await quits.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => quitting);
        // Back in line, behind the others, although its thread still waits for what came before its first place.
        Task<bool> again = quitter.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        holder.Release();
        (await next).ShouldBeTrue();
        last.IsCompleted.ShouldBeFalse();
        second.Release();
        (await last).ShouldBeTrue();
        again.IsCompleted.ShouldBeFalse();
        third.Release();
        (await again).ShouldBeTrue();
    }

    [Fact]
    public async Task Many_who_gave_up_leave_one_thread_a_mode_behind()
    {
        FairFileLock holder = Open(), waiter = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        for (int i = 0; i < 20; i++)
        {
            waiter.Acquire(LockMode.Exclusive, TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
            waiter.Acquire(LockMode.Shared, TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
        }
        Task<bool> reading = waiter.AcquireAsync(LockMode.Shared, _long, Cancellation);
        holder.Release();
        (await reading).ShouldBeTrue();
        // The exclusive wait that was given up must not make the shared lock an exclusive one for good.
        Open().Acquire(LockMode.Shared, _long).ShouldBeTrue();
    }

    [Fact]
    public void It_is_not_reentrant()
    {
        FairFileLock holder = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => holder.TryAcquire(LockMode.Exclusive));
        holder.Mode.ShouldBe(LockMode.Exclusive);
        holder.Release();
        Should.Throw<InvalidOperationException>(holder.Release);
    }

    [Fact]
    public async Task Disposing_gives_the_lock_up_and_ends_a_wait()
    {
        FairFileLock holder = Open(), waiter = Open(), last = Open();
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
        Task<bool> waiting = waiter.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        Task<bool> next = last.AcquireAsync(LockMode.Exclusive, _long, Cancellation);
        waiter.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
        holder.Dispose();
        (await next).ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => holder.TryAcquire(LockMode.Shared));
    }

    [Fact]
    public void A_timeout_out_of_range_is_refused_before_anything_is_done()
    {
        FairFileLock holder = Open();
        Should.Throw<ArgumentOutOfRangeException>(() => holder.Acquire(LockMode.Exclusive, TimeSpan.FromSeconds(-5)));
        Should.Throw<ArgumentOutOfRangeException>(() => holder.Acquire((LockMode)7, _short));
        holder.TryAcquire(LockMode.Exclusive).ShouldBeTrue();
    }

    private FairFileLock Open()
    {
        FairFileLock opened = FairFileLock.Open(_files.Database);
        _opened.Add(opened);
        return opened;
    }
}
