namespace Lockkeeper.Benchmarks.Harness;

/// <summary>Holds all workers, threads and tasks alike, until each of them is ready, and gives them their plan.</summary>
internal sealed class StartGate(int workers) : IDisposable
{
    private readonly CountdownEvent _ready = new(workers);
    private readonly TaskCompletionSource<LoopPlan> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For a task: says that it is ready and waits without a thread.</summary>
    public Task<LoopPlan> PassAsync()
    {
        _ready.Signal();
        return _opened.Task;
    }

    /// <summary>For a thread: says that it is ready and blocks.</summary>
    public LoopPlan Pass()
    {
        _ready.Signal();
        return _opened.Task.GetAwaiter().GetResult();
    }

    /// <summary>Blocks until all workers are ready, or one of them has failed.</summary>
    public void WaitUntilReady(Task firstFailure)
    {
        while (!_ready.Wait(TimeSpan.FromMilliseconds(20)))
        {
            if (firstFailure.IsFaulted) firstFailure.GetAwaiter().GetResult();
        }
    }

    public void Open(LoopPlan plan) => _opened.SetResult(plan);

    public void Dispose() => _ready.Dispose();
}
