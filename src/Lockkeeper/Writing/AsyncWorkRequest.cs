namespace Lockkeeper.Writing;

/// <summary>
/// A caller's own asynchronous code. It begins on the writer's thread, which then waits for it: the transaction and the
/// turn are held until it is done, as the caller asked for by awaiting inside a transaction.
/// </summary>
internal sealed class AsyncWorkRequest<T>(object database, Func<WriteTransaction, Task<T>> work) : WorkRequest<T>(database)
{
    // The caller's thread would block for as long as the code waits; the writer's is made for it.
    public override bool MayRunInline => false;

    protected override T Invoke(WriteTransaction transaction, CancellationToken abandoned)
    {
        var task = work(transaction);
        try
        {
            if (!task.IsCompleted) System.Threading.Tasks.Task.WaitAny([task], abandoned);
        }
        catch (OperationCanceledException)
        {
            Observe(task);
            throw;
        }

        return task.GetAwaiter().GetResult();
    }

    // Its caller was told that it took too long: how it ends after that is nobody's business, and not an unobserved exception.
    private static void Observe(Task task) => _ = task.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
