using Lockkeeper.Locking;

namespace Lockkeeper.Engines;

/// <summary>
/// An engine that keeps other processes out of the file while it is open: its turn is a lease on the open file, reads need a
/// lease too, and to open costs so much that it is kept while nobody else wants it.
/// </summary>
internal interface ILeasedEngine : IDatabaseEngine
{
    /// <summary>How long a lease without work is kept while nobody waits for it.</summary>
    TimeSpan IdleRelease { get; }

    /// <summary>
    /// Puts the opening and closing of the file around the turn: what is returned closes the file before <paramref name="turn"/>
    /// is given. Called once.
    /// </summary>
    ITurn Lease(ITurn turn);

    /// <summary>Waits for a lease under which this process may read, without blocking a thread. Each is given back with <see cref="LeaveRead"/>.</summary>
    /// <param name="operation">For the error.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="describeHolder">Says who holds the file, for the error.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.ReadTimeout"/>, or the file cannot be opened.</exception>
    ValueTask EnterReadAsync(string operation, TimeSpan timeout, Func<string> describeHolder, CancellationToken cancellationToken);

    /// <summary>A read that was let in did not begin. One that began is given back by its session.</summary>
    void LeaveRead();
}
