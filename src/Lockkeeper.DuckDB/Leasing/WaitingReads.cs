namespace Lockkeeper.DuckDB.Leasing;

/// <summary>Reads that wait for the file to be open, in their order. Used under the lease's lock.</summary>
internal sealed class WaitingReads
{
    private readonly LinkedList<TaskCompletionSource> _waiting = new();

    public bool Any => _waiting.Count > 0;

    public LinkedListNode<TaskCompletionSource> Add() =>
        _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>One gives up.</summary>
    /// <returns><see langword="false"/> when it was let in or failed just before.</returns>
    public bool Remove(LinkedListNode<TaskCompletionSource> node)
    {
        if (node.List is null) return false;
        _waiting.Remove(node);
        return true;
    }

    /// <summary>Lets all in.</summary>
    /// <returns>How many.</returns>
    public int LetIn()
    {
        var count = _waiting.Count;
        foreach (var read in _waiting) read.TrySetResult();
        _waiting.Clear();
        return count;
    }

    /// <summary>Tells all why the file cannot be opened.</summary>
    public void Fail(Exception error)
    {
        foreach (var read in _waiting) read.TrySetException(error);
        _waiting.Clear();
    }
}
