using Lockkeeper.Locking;

namespace Lockkeeper.DuckDB.Leasing;

/// <summary>
/// The turn with the opening and closing of the file around it: before this process stands in line to write, it lets go of what
/// it has open for reading, and before it gives the turn, it closes the file.
/// </summary>
internal sealed class LeaseTurn(FileLease lease, ITurn turn) : ITurn
{
    private volatile bool _disposed;

    /// <inheritdoc/>
    public bool IsHeld => turn.IsHeld;

    /// <inheritdoc/>
    public bool IsInUse => lease.IsInUse;

    /// <inheritdoc/>
    public bool IsLost => turn.IsLost;

    /// <inheritdoc/>
    public bool TryTake() => lease.TryBeginWriting() && turn.TryTake();

    /// <inheritdoc/>
    public void Take()
    {
        lease.BeginWriting();
        turn.Take();
        if (_disposed) lease.EndWriting();
    }

    /// <inheritdoc/>
    public void Give()
    {
        lease.EndWriting();
        turn.Give();
    }

    /// <inheritdoc/>
    public bool OthersWait() => turn.OthersWait();

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        lease.Dispose();
        turn.Dispose();
    }
}
