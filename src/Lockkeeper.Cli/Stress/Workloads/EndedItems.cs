using System.Collections.Concurrent;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>
/// Which items have ended, of this process and of all others, for items that wait for each other. The parent carries the
/// word between processes, as the scheduler of a pipeline does. Safe for any number of threads.
/// </summary>
internal sealed class EndedItems
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<bool>> _items = new();
    private readonly ConcurrentDictionary<int, bool> _gone = new();

    /// <summary>Is called with each item that ends in this process.</summary>
    public Action<ItemEnd>? Told { get; set; }

    /// <summary>An item of this process has ended.</summary>
    public void Tell(ItemEnd end)
    {
        Hear(end);
        Told?.Invoke(end);
    }

    /// <summary>An item of another process has ended.</summary>
    public void Hear(ItemEnd end) => Of(end.Item).TrySetResult(end.Stands);

    /// <summary>Another process ends no further item: it has done its work or is dead.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="deal">Whose items are whose.</param>
    public void HearGone(int process, Deal deal)
    {
        _gone[process] = true;
        foreach (long item in _items.Keys) EndIfGone(item, deal);
    }

    /// <summary>Waits until an item has ended.</summary>
    /// <returns>Whether it stands; <see langword="false"/> too where its process is gone and never told of it.</returns>
    public Task<bool> WaitAsync(long item, Deal deal, CancellationToken cancellationToken)
    {
        Task<bool> ended = Of(item).Task;
        // Known to HearGone from here on, or it came before.
        EndIfGone(item, deal);
        return ended.WaitAsync(cancellationToken);
    }

    private TaskCompletionSource<bool> Of(long item) =>
        _items.GetOrAdd(item, _ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));

    private void EndIfGone(long item, Deal deal)
    {
        if (_gone.ContainsKey(deal.WorkerOf(item) / deal.WorkersPerProcess)) Of(item).TrySetResult(false);
    }
}
