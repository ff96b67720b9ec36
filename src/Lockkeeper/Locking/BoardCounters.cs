namespace Lockkeeper.Locking;

/// <summary>Totals since the process opened the database.</summary>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Transactions">Committed transactions.</param>
/// <param name="Failures">Writes that ended in an error.</param>
/// <param name="Retries">Attempts that met the engine's lock held by others.</param>
/// <param name="Timeouts">Writes whose deadline passed.</param>
/// <param name="Turns">Turns taken.</param>
/// <param name="WaitMicroseconds">Time spent waiting for the turn, in microseconds.</param>
/// <param name="HoldMicroseconds">Time spent holding the turn, in microseconds.</param>
public readonly record struct BoardCounters(
    long Writes, long Transactions, long Failures, long Retries, long Timeouts, long Turns, long WaitMicroseconds, long HoldMicroseconds);
