namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Makes the writes of one worker. The next one is asked for only when the last one is done.</summary>
internal interface IItemWriter
{
    /// <summary>How many of its worker's items one call writes, fewer at their end.</summary>
    int ItemsPerWrite => 1;

    /// <summary>What the worker does before the write and what is not measured with it: it sleeps, or reads.</summary>
    Task PrepareAsync(long item, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Makes the write that item <paramref name="item"/> stands for, and those of its worker that follow it. They are
    /// acknowledged when the task completes.
    /// </summary>
    /// <exception cref="WriteFailedException">It stands in part.</exception>
    Task WriteAsync(long item, CancellationToken cancellationToken);
}
