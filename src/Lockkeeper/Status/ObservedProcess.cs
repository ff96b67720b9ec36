using Lockkeeper.Locking;

namespace Lockkeeper.Status;

/// <summary>What is seen of one process that has a database file open, whether it uses Lockkeeper or not.</summary>
/// <param name="ProcessId">Its id, as the observer sees it.</param>
/// <param name="CommandLine">Its command line, cut to 200 characters, or <see langword="null"/> where it may not be read.</param>
/// <param name="Board">What it shows on the presence board, or <see langword="null"/> of a program without Lockkeeper.</param>
/// <param name="Locks">The engine's locks that it holds, in the engine's own words: <c>write</c>, <c>checkpoint</c>, <c>read</c>.</param>
/// <param name="LocksWanted">The engine's locks that it waits for in the kernel. A program that polls for a lock is not seen to wait.</param>
public sealed record ObservedProcess(
    int ProcessId, string? CommandLine, BoardEntry? Board, IReadOnlyList<string> Locks, IReadOnlyList<string> LocksWanted)
{
    // Readers in WAL mode ("read") keep nobody from writing; those of a rollback journal and of DuckDB ("shared") do.
    private static readonly string[] Excluding = ["write", "checkpoint", "recover", "exclusive", "reserved", "pending", "shared"];

    /// <summary>Whether it holds the turn, or a lock of the engine that keeps others from writing.</summary>
    public bool HoldsFile => Board?.State == TurnState.Holding || Locks.Any(Excluding.Contains);
}
