using Lockkeeper.Locking;
using Lockkeeper.Locking.Platforms;

namespace Lockkeeper.Tests.Locking;

/// <summary>Sees who is in line without being in it.</summary>
internal sealed class LineWatch(string database) : IDisposable
{
    private readonly SideFile _file = SideFile.OpenReadOnly(database);

    /// <summary>How many hold the lock or a ticket: each holds one stretch of the tickets' bytes.</summary>
    public int Count() => Count(SideFileLayout.Tickets, SideFileLayout.AllTickets);

    /// <summary>Waits until as many are in line: the way to know that a child's ticket is taken.</summary>
    public async Task UntilAsync(int count)
    {
        while (Count() != count) await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _file.Dispose();

    private int Count(long start, long length)
    {
        if (length <= 0 || !_file.Locks.Probe(start, length, LockMode.Exclusive, out RangeConflict conflict)) return 0;
        return 1 + Count(start, conflict.Start - start) + Count(conflict.End, start + length - conflict.End);
    }
}
