using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>One reader of a process, which looks again and again while the process's workers write.</summary>
internal sealed class Watch(IWatcher watcher)
{
    // Some hundred looks a second: the writers are measured, not how fast one can read.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Looks that were done.</summary>
    public long Looks { get; private set; }

    /// <summary>How many of them found something wrong.</summary>
    public long Faults { get; private set; }

    /// <summary>What the first of those found.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>How many looks failed, by the kind of the error.</summary>
    public Dictionary<string, long> ErrorsByKind { get; } = new(StringComparer.Ordinal);

    /// <summary>Looks until the work is done, and once more. Never throws.</summary>
    public async Task RunAsync(Task work)
    {
        bool last;
        do
        {
            last = work.IsCompleted;
            await LookAsync();
            await Task.Delay(Pause);
        }
        while (!last);
    }

    private async Task LookAsync()
    {
        try
        {
            string? fault = await watcher.LookAsync(CancellationToken.None);
            Looks++;
            if (fault is null) return;
            Faults++;
            FirstFault ??= fault;
        }
        catch (Exception error)
        {
            string kind = $"read: {ErrorKinds.Of(error)}";
            ErrorsByKind[kind] = ErrorsByKind.GetValueOrDefault(kind) + 1;
        }
    }
}
