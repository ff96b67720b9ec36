using System.Collections.Concurrent;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>
/// The handles of one open file that wait to be used again, newest first. A handle cannot be put into another
/// <see cref="Microsoft.Data.Sqlite.SqliteConnection"/>, but the driver keeps handles by connection string: each slot has a string of its own, so
/// that the driver keeps one handle for it, and drops that one alone when it is told to.
/// </summary>
internal sealed class ConnectionPool(string path) : IDisposable
{
    /// <summary>The most handles that are kept open while nobody uses them.</summary>
    public const int MostIdle = 100;

    private readonly ConcurrentDictionary<string, ConcurrentStack<PoolSlot>> _idle = new(StringComparer.Ordinal);
    private int _idleCount;
    private int _slots;
    private volatile bool _closed;

    /// <summary>What is known of the texts that ran on these connections.</summary>
    public StatementClassifier Classifier { get; } = new();

    /// <summary>Handles that wait to be used.</summary>
    public int IdleCount => Volatile.Read(ref _idleCount);

    /// <summary>A slot, with a handle in it where one of the same settings waits.</summary>
    public PoolSlot Rent(ConnectionPlan plan)
    {
        if (_idle.TryGetValue(plan.Settings, out var stack) && stack.TryPop(out var slot))
        {
            Interlocked.Decrement(ref _idleCount);
            return slot;
        }

        return new(plan.Settings, plan.TextOf(path, Interlocked.Increment(ref _slots)));
    }

    /// <summary>Whether the handle of a connection that is being closed is to be kept; then it is given to <see cref="Return"/>.</summary>
    public bool TryReserve()
    {
        if (_closed)
        {
            return false;
        }

        if (Interlocked.Increment(ref _idleCount) <= MostIdle)
        {
            return true;
        }

        Interlocked.Decrement(ref _idleCount);
        return false;
    }

    /// <summary>Keeps the slot, whose place was reserved.</summary>
    public void Return(PoolSlot slot)
    {
        _idle.GetOrAdd(slot.Settings, static _ => new()).Push(slot);
        if (_closed)
        {
            CloseIdle();
        }
    }

    /// <summary>Closes the handles that wait; those in use are closed when their connections are.</summary>
    public void Dispose()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        CloseIdle();
    }

    private void CloseIdle()
    {
        foreach (var stack in _idle.Values)
        {
            while (stack.TryPop(out var slot))
            {
                Interlocked.Decrement(ref _idleCount);
                slot.Close();
            }
        }
    }
}
