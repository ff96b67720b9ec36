using Lockkeeper.Locking;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Top;

/// <summary>What one process did between two looks. Of a program without Lockkeeper only the process is known.</summary>
/// <param name="Process">The process, as it was seen last.</param>
/// <param name="WritesPerSecond">Acknowledged writes a second.</param>
/// <param name="BatchSize">Writes in a transaction, on average; <see langword="null"/> where there was none.</param>
/// <param name="Wait">How long it waited for a turn, on average; <see langword="null"/> where it took none.</param>
/// <param name="Hold">How long it held a turn, on average; <see langword="null"/> where it took none.</param>
/// <param name="Retries">Attempts that met the engine's lock in foreign hands.</param>
internal sealed record TopRow(ObservedProcess Process, double? WritesPerSecond, double? BatchSize, TimeSpan? Wait, TimeSpan? Hold, long? Retries)
{
    /// <summary>Puts two looks together, a row a process of the second.</summary>
    public static IReadOnlyList<TopRow> Between(Sample before, Sample after)
    {
        double seconds = TimeProvider.System.GetElapsedTime(before.Ticks, after.Ticks).TotalSeconds;
        return [.. after.Seen.Processes.Select(process => Between(Find(before, process), process, seconds))];
    }

    private static TopRow Between(BoardEntry? before, ObservedProcess process, double seconds)
    {
        if (process.Board is not { } board) return new(process, null, null, null, null, null);
        BoardCounters start = before?.Counters ?? default;
        BoardCounters end = board.Counters;
        long writes = end.Writes - start.Writes;
        long transactions = end.Transactions - start.Transactions;
        long turns = end.Turns - start.Turns;
        return new(
            process,
            writes / seconds,
            transactions > 0 ? (double)writes / transactions : null,
            turns > 0 ? TimeSpan.FromMicroseconds((end.WaitMicroseconds - start.WaitMicroseconds) / turns) : null,
            turns > 0 ? TimeSpan.FromMicroseconds((end.HoldMicroseconds - start.HoldMicroseconds) / turns) : null,
            end.Retries - start.Retries);
    }

    // A process id may come back; a process that opens the file again counts from zero.
    private static BoardEntry? Find(Sample sample, ObservedProcess process) => sample.Seen.Processes
        .FirstOrDefault(other => other.ProcessId == process.ProcessId && other.Board?.StartTime == process.Board?.StartTime
            && other.Board?.Counters.Writes <= process.Board?.Counters.Writes && other.Board?.Counters.Turns <= process.Board?.Counters.Turns)?.Board;
}
