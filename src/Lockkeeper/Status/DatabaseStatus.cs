using Lockkeeper.Engines;
using Lockkeeper.Locking;

namespace Lockkeeper.Status;

/// <summary>Who has a database open, who holds the turn and who waits, at one moment.</summary>
/// <param name="DatabasePath">The file.</param>
/// <param name="Processes">All living Lockkeeper processes that have it open, this one included.</param>
/// <param name="ForeignHolders">Processes outside Lockkeeper that hold an engine lock, as far as the system tells.</param>
public sealed record DatabaseStatus(
    string DatabasePath, IReadOnlyList<BoardEntry> Processes, IReadOnlyList<ForeignHolder> ForeignHolders)
{
    /// <summary>The process that holds the turn, or <see langword="null"/>.</summary>
    public BoardEntry? Holder => Processes.FirstOrDefault(process => process.State == TurnState.Holding);

    /// <summary>The processes that wait for the turn.</summary>
    public IEnumerable<BoardEntry> Waiters => Processes.Where(process => process.State == TurnState.Waiting);
}
