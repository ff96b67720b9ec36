namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// Interrupts what a connection runs once a token is cancelled, until it is disposed: SQLite forgets an interruption that comes
/// when no statement runs (https://sqlite.org/c3ref/interrupt.html), and the statement may be just about to.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);

    private readonly InteractiveTurn _turn;
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isOver;

    private Interruption(InteractiveTurn turn, CancellationToken cancellationToken)
    {
        _turn = turn;
        _registration = cancellationToken.UnsafeRegister(static state => ((Interruption)state!).Begin(), this);
    }

    /// <summary>For the time of one statement. <see langword="null"/> for a token that cannot be cancelled.</summary>
    public static Interruption? On(CancellationToken cancellationToken, InteractiveTurn turn) =>
        cancellationToken.CanBeCanceled ? new(turn, cancellationToken) : null;

    /// <summary>The statement is over: the next one of the connection is not interrupted.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void Begin()
    {
        Interrupt();
        lock (_gate)
        {
            if (!_isOver) _timer = TimeProvider.System.CreateTimer(static state => ((Interruption)state!).Interrupt(), this, Every, Every);
        }
    }

    private void Interrupt()
    {
        // Held while interrupting, so that none comes after the end.
        lock (_gate)
        {
            if (!_isOver) _turn.Cancel();
        }
    }
}
