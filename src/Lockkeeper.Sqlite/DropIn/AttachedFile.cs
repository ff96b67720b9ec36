using Lockkeeper.Writing;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>A file that is attached to a connection, and its turn while the connection has it.</summary>
/// <param name="core">The file's open state in this process.</param>
/// <param name="revoke">Rolls the connection's transaction back from outside, and gives back what else it has.</param>
internal sealed class AttachedFile(DatabaseCore core, Action<TurnRequest> revoke) : ITurnOwner
{
    private TurnRequest? _held;

    /// <summary>What tells the file from every other; the order of turns.</summary>
    public string Identity => core.Engine.Identity;

    /// <summary>Its path.</summary>
    public string Path => core.DatabasePath;

    /// <summary>Blocks the calling thread until the turn is had.</summary>
    /// <exception cref="SharedDatabaseException">It was not had in time.</exception>
    public void Take(TimeSpan limit, string operation)
    {
        var request = new TurnRequest(this, blocking: true);
        core.AskForTurn(request, limit, CancellationToken.None, operation);
        core.AwaitTurn(request);
        Volatile.Write(ref _held, request);
    }

    /// <summary>As <see cref="Take"/>, without blocking.</summary>
    public async ValueTask TakeAsync(TimeSpan limit, string operation, CancellationToken cancellationToken)
    {
        var request = new TurnRequest(this, blocking: false);
        core.AskForTurn(request, limit, cancellationToken, operation);
        await request.WaitAsync().ConfigureAwait(false);
        Volatile.Write(ref _held, request);
    }

    /// <summary>The turn that is had, if it is.</summary>
    public TurnRequest? Held => Volatile.Read(ref _held);

    /// <summary>Gives the turn back, where it is had. Any thread.</summary>
    public void Give()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held) Return(held);
    }

    /// <summary>Gives one turn back and no later one. Any thread.</summary>
    public void Give(TurnRequest request)
    {
        if (Interlocked.CompareExchange(ref _held, null, request) == request) Return(request);
    }

    private void Return(TurnRequest held)
    {
        // What was written to it is not counted: SQLite tells of commits, and not of which file's. Its WAL has grown all the same.
        if (core.Engine is SqliteEngine engine) engine.NoteWalGrowth();
        core.GiveTurn(held, committed: 0);
    }

    /// <summary>See <see cref="TurnLoan.StopLimit"/>.</summary>
    public void StopLimit() => Volatile.Read(ref _held)?.StopLimit();

    /// <summary>See <see cref="TurnLoan.RestartLimit"/>.</summary>
    public void RestartLimit()
    {
        if (Volatile.Read(ref _held) is { } held) core.RestartLimit(held);
    }

    /// <summary>Who holds the file.</summary>
    public string DescribeHolder() => core.DescribeHolder();

    /// <inheritdoc/>
    void ITurnOwner.TakeAway(TurnRequest request) => revoke(request);
}
