namespace Lockkeeper.Cli.Stress;

/// <summary>
/// How the work is dealt out, like cards: item <c>i</c> goes to worker <c>i mod (processes × workers)</c>, and workers are
/// numbered through all processes. Each worker does its items in order.
/// </summary>
/// <param name="Processes">The processes.</param>
/// <param name="WorkersPerProcess">The workers in each of them.</param>
/// <param name="Items">The items of all workers together.</param>
internal sealed record Deal(int Processes, int WorkersPerProcess, long Items)
{
    /// <summary>The workers of all processes.</summary>
    public int Workers => Processes * WorkersPerProcess;

    /// <summary>The first worker of a process; the others follow it.</summary>
    public int FirstWorkerOf(int process) => process * WorkersPerProcess;

    /// <summary>How many items a worker gets.</summary>
    public long ItemsOf(int worker) => (Items - worker + Workers - 1) / Workers;

    /// <summary>The item that is a worker's <paramref name="sequence"/>th, from 0.</summary>
    public long Item(int worker, long sequence) => (sequence * Workers) + worker;

    /// <summary>The worker that gets an item.</summary>
    public int WorkerOf(long item) => (int)(item % Workers);

    /// <summary>Which of its worker's items it is, from 0.</summary>
    public long SequenceOf(long item) => item / Workers;
}
