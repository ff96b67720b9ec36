namespace Lockkeeper.Writing;

/// <summary>A caller's own code that runs from start to end on one thread: the writer's, or the caller's when nothing waits.</summary>
internal sealed class SyncWorkRequest<T>(object database, Func<WriteTransaction, T> work) : WorkRequest<T>(database)
{
    public override bool MayRunInline => true;

    protected override T Invoke(WriteTransaction transaction, CancellationToken abandoned) => work(transaction);
}
