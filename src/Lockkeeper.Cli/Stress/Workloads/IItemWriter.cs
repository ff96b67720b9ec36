namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Makes the writes of one worker. The next one is asked for only when the last one is done.</summary>
internal interface IItemWriter
{
    /// <summary>Makes the write that item <paramref name="item"/> stands for. It is acknowledged when the task completes.</summary>
    Task WriteAsync(long item, CancellationToken cancellationToken);
}
