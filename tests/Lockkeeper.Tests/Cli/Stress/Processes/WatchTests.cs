using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Tests.Cli.Stress.Processes;

public sealed class WatchTests
{
    [Fact]
    public async Task It_looks_until_the_work_is_done_and_once_more()
    {
        var work = new TaskCompletionSource();
        var watcher = new FakeWatcher(look =>
        {
            if (look == 3) work.SetResult();
            return null;
        });
        var watch = new Watch(watcher);
        await watch.RunAsync(work.Task);

        watch.Looks.ShouldBe(4);
        watch.Faults.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_whole_is_counted_and_the_first_of_it_told()
    {
        var work = new TaskCompletionSource();
        var watch = new Watch(new FakeWatcher(look =>
        {
            if (look == 3) work.SetResult();
            return look is 2 or 4 ? $"look {look}" : null;
        }));
        await watch.RunAsync(work.Task);

        watch.Looks.ShouldBe(4);
        watch.Faults.ShouldBe(2);
        watch.FirstFault.ShouldBe("look 2");
    }

    [Fact]
    public async Task A_look_that_fails_is_an_error_of_its_kind_and_the_next_one_is_made()
    {
        var work = new TaskCompletionSource();
        var watch = new Watch(new FakeWatcher(look =>
        {
            if (look == 2) work.SetResult();
            throw new TimeoutException();
        }));
        await watch.RunAsync(work.Task);

        watch.Looks.ShouldBe(0);
        watch.ErrorsByKind.ShouldBe(new Dictionary<string, long> { ["read: TimeoutException"] = 3 });
    }

    private sealed class FakeWatcher(Func<int, string?> look) : IWatcher
    {
        private int _looks;

        public Task<string?> LookAsync(CancellationToken cancellationToken) => Task.FromResult(look(++_looks));
    }
}
