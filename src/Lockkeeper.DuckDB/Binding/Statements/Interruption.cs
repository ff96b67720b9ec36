using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB.Statements;

/// <summary>
/// Interrupts a connection's statement when its time is over or its token is cancelled. DuckDB forgets an interruption as a statement
/// begins, so it is repeated until the statement returns.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // A timer takes no more, which is 46 days.
    private const int MaxTimeout = 4_000_000;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(10);

    private readonly ConnectionHandle _connection;
    private readonly CancellationToken _token;
    private readonly int _timeout;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;
    private bool _isOver;

    private Interruption(ConnectionHandle connection, int timeout, CancellationToken token)
    {
        _connection = connection;
        _token = token;
        _timeout = timeout;
        var due = timeout > 0 ? TimeSpan.FromSeconds(Math.Min(timeout, MaxTimeout)) : Timeout.InfiniteTimeSpan;
        _timer = TimeProvider.System.CreateTimer(static state => ((Interruption)state!).Interrupt(), this, due, Again);
        _registration = token.UnsafeRegister(static state => ((Interruption)state!)._timer.Change(TimeSpan.Zero, Again), this);
    }

    /// <summary>Runs <paramref name="work"/>; zero seconds are no limit.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TResult Run<TState, TResult>(ConnectionHandle connection, int timeout, CancellationToken token, TState state, Func<TState, TResult> work)
    {
        token.ThrowIfCancellationRequested();
        if (timeout <= 0 && !token.CanBeCanceled)
        {
            return work(state);
        }

        using var interruption = new Interruption(connection, timeout, token);
        try
        {
            return work(state);
        }
        catch (DuckDBException exception) when (exception.ErrorType == DuckDBErrorType.Interrupt)
        {
            throw interruption.Explain(exception);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _registration.Dispose();
        _timer.Dispose();
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                HasFired = true;
                DuckDBConnection.Interrupt(_connection);
            }
        }
    }

    private bool HasFired { get; set; }

    private Exception Explain(DuckDBException exception) =>
        _token.IsCancellationRequested ? new OperationCanceledException("The statement was interrupted, as its cancellation token asked for.", exception, _token)
        : HasFired ? new DuckDBException($"The statement was interrupted: it took longer than its CommandTimeout of {_timeout} s.", DuckDBErrorType.Interrupt, exception)
        : exception;
}
