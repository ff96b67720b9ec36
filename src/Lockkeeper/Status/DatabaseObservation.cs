namespace Lockkeeper.Status;

/// <summary>Who has a database file open at one moment, seen from outside: without a server, and without opening the database.</summary>
/// <param name="DatabasePath">The file, all links followed.</param>
/// <param name="At">When it was looked, UTC.</param>
/// <param name="Processes">All that are seen, those that hold the file first, then by id.</param>
/// <param name="Hidden">How many processes may not be looked into: another user's, for one who is not root.</param>
/// <param name="HiddenLocks">Locks whose holder is not in this process namespace: another container's, or the host's.</param>
public sealed record DatabaseObservation(
    string DatabasePath, DateTimeOffset At, IReadOnlyList<ObservedProcess> Processes, int Hidden, IReadOnlyList<string> HiddenLocks)
{
    /// <summary>Whether anybody holds the turn, or a lock of the engine that keeps others from writing.</summary>
    public bool IsHeld => HiddenLocks.Count > 0 || Processes.Any(process => process.HoldsFile);
}
