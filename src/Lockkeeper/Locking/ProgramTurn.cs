using Microsoft.Extensions.Logging;

namespace Lockkeeper.Locking;

/// <summary>
/// The turn for a program that is not written with Lockkeeper: this process stands in line for it, shows its name on the
/// presence board, and starts it while it has the turn. The program inherits the turn: even if this process is killed, it
/// has the turn until it ends, and so do programs that it leaves running.
/// </summary>
/// <remarks>The file itself is never opened. Not thread-safe. On Windows the turn ends with this process.</remarks>
public sealed class ProgramTurn : IDisposable
{
    private readonly string _operation;
    private readonly TimeProvider _time;
    private readonly FairFileLock _lock;
    private readonly PresenceBoard _board;

    /// <summary>Opens the side file of a database and takes a place on its board.</summary>
    /// <param name="databasePath">The file, all links followed; it need not exist.</param>
    /// <param name="operation">What is shown as the operation.</param>
    /// <param name="logger">Told when the board cannot be used.</param>
    /// <param name="time">The clock.</param>
    internal ProgramTurn(string databasePath, string operation, ILogger logger, TimeProvider time)
    {
        _operation = operation;
        _time = time;
        DatabasePath = databasePath;
        _lock = FairFileLock.Open(databasePath);
        _board = new PresenceBoard(databasePath, logger, time);
    }

    /// <summary>The file, all links followed.</summary>
    public string DatabasePath { get; }

    /// <summary>Waits in line for the turn, without blocking the calling thread.</summary>
    /// <param name="mode">With whom the turn may be shared: other readers, or nobody.</param>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.</param>
    /// <param name="cancellationToken">Gives up the place in line.</param>
    /// <returns>Whether it was had; <see langword="false"/> after the timeout.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="IOException">The side file cannot be used.</exception>
    public async Task<bool> AcquireAsync(LockMode mode, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Publish(TurnState.Waiting);
        bool held = false;
        try
        {
            return held = await _lock.AcquireAsync(mode, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Publish(held ? TurnState.Holding : TurnState.Idle);
        }
    }

    /// <summary>Lets the program that is started next inherit the turn and the entry on the board.</summary>
    /// <exception cref="InvalidOperationException">The turn is not held.</exception>
    public void LetProgramsInherit()
    {
        _lock.LetProgramsInherit();
        _board.LetProgramsInherit();
    }

    /// <summary>Shows the program on the board in this process's place.</summary>
    /// <param name="processId">The program's id.</param>
    /// <param name="name">Its name, cut to what fits.</param>
    public void ShowAs(int processId, string name)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _board.ShowAs(processId, now, name, State(TurnState.Holding, now));
    }

    /// <summary>Gives up the turn, also for programs that still run.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        _board.Dispose();
    }

    private void Publish(TurnState state) => ((IPresenceBoard)_board).Publish(State(state, _time.GetUtcNow()));

    private BoardState State(TurnState state, DateTimeOffset since) =>
        new(state, state == TurnState.Idle ? "" : _operation, since, 0, 0, null, default, null);
}
