using Lockkeeper.Engines;

namespace Lockkeeper.Writing;

/// <summary>A caller's own code that runs inside a transaction. It may run again when its batch must be replayed.</summary>
internal abstract class WorkRequest<T>(object database) : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private T _result = default!;

    public override bool NeedsSavepoint => true;

    public Task<T> Task => _completion.Task;

    public override void Run(IWriterSession session, CancellationToken abandoned)
    {
        var transaction = new WriteTransaction(session, CancellationToken);
        var scope = new WriteScope(database, Operation);
        try
        {
            scope.Run(_context, static state => ((Invocation)state!).Run(), new Invocation(this, transaction, abandoned));
        }
        finally
        {
            scope.End();
            transaction.End();
        }
    }

    public override void Succeed()
    {
        EndCancellation();
        _completion.TrySetResult(_result);
    }

    public override void Fail(Exception error)
    {
        // Without this a token that lives as long as the program would keep every write that failed.
        ForgetCancellation();
        if (error is OperationCanceledException canceled && CancellationToken.IsCancellationRequested)
            _completion.TrySetCanceled(canceled.CancellationToken);
        else
            _completion.TrySetException(error);
    }

    /// <summary>Runs the caller's code.</summary>
    protected abstract T Invoke(WriteTransaction transaction, CancellationToken abandoned);

    private sealed class Invocation(WorkRequest<T> request, WriteTransaction transaction, CancellationToken abandoned)
    {
        public void Run() => request._result = request.Invoke(transaction, abandoned);
    }
}
