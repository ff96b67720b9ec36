namespace Lockkeeper.DuckDB.Statements;

/// <summary>What a call that blocks came to, as a task that is over.</summary>
internal static class Outcome
{
    public static Task<TResult> Of<TState, TResult>(TState state, Func<TState, CancellationToken, TResult> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        try
        {
            return Task.FromResult(work(state, cancellationToken));
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == cancellationToken)
        {
            // Its message and what it came from would be lost in a cancelled task.
            var source = new TaskCompletionSource<TResult>();
            source.SetException(exception);
            return source.Task;
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }
}
