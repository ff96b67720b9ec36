using System.Data.Common;
using Lockkeeper.Statements;

namespace Lockkeeper.Engines;

/// <summary>
/// The connection that writes. One thread at a time uses it, except for <see cref="Interrupt"/> and <see cref="Abandon"/>.
/// Errors are the driver's exceptions.
/// </summary>
public interface IWriterSession : IDisposable
{
    /// <summary>The connection that a caller's own code gets.</summary>
    DbConnection Connection { get; }

    /// <summary>The object that stands for the open transaction in a caller's own code. Only valid while one is open.</summary>
    DbTransaction Transaction { get; }

    /// <summary>Whether a transaction is open: the engine may have undone it by itself after an error.</summary>
    bool InTransaction { get; }

    /// <summary>
    /// Whether a part of the transaction can be undone. If not, <see cref="Savepoint"/> and its companions are never called, and
    /// one write that fails undoes the transaction: the others in it are run again.
    /// </summary>
    bool SupportsSavepoints => true;

    /// <summary>Begins a write transaction, in one attempt that does not wait.</summary>
    void Begin();

    /// <summary>Runs one statement and returns the number of rows that it changed, or -1 for one that cannot change any.</summary>
    /// <param name="text">The statement; it may be kept prepared by reference.</param>
    /// <param name="values">Its parameter values, <see cref="SqlText.ParameterCount"/> of them.</param>
    int Execute(SqlText text, ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Runs a write that is this one statement. An engine that runs many rows in one statement faster than one by one may put it off, to
    /// run it with those that follow, where its result is known beforehand: until <see cref="RunPutOff"/>, <see cref="Execute"/> or
    /// <see cref="Commit"/> at the latest. An error is then of the class <see cref="EngineErrorClass.Innocent"/>.
    /// </summary>
    int ExecuteQueued(SqlText text, ReadOnlySpan<SqlValue> values) => Execute(text, values);

    /// <summary>Runs what <see cref="ExecuteQueued"/> put off. Called before a caller's own code runs.</summary>
    void RunPutOff()
    {
    }

    /// <summary>Begins a caller's own code inside the transaction.</summary>
    void Savepoint();

    /// <summary>Ends it and keeps what it did.</summary>
    void Release();

    /// <summary>Ends it and undoes what it did, and nothing else.</summary>
    void RollbackToSavepoint();

    /// <summary>Commits. The only way in which this session commits: a <c>COMMIT</c> from a caller's code is refused.</summary>
    void Commit();

    /// <summary>Rolls back, if a transaction is open.</summary>
    void Rollback();

    /// <summary>
    /// Looks after the file while this process holds the turn and no transaction is open: checkpoints when there is enough to do.
    /// </summary>
    /// <param name="idle">Whether nothing else waits for the turn or in the queue.</param>
    /// <param name="report">What was done; only meaningful when the method returns <see langword="true"/>.</param>
    /// <returns>Whether anything was done.</returns>
    bool Maintain(bool idle, out CheckpointReport report);

    /// <summary>
    /// Called between two transactions while the process keeps the turn: the session may hold on to what spares the next
    /// one work, for nobody else writes meanwhile.
    /// </summary>
    void KeepSnapshot();

    /// <summary>Lets go of what <see cref="KeepSnapshot"/> held on to. Called before the turn is given up.</summary>
    void DropSnapshot();

    /// <summary>Interrupts the statement that runs now, if any. May be called from any thread.</summary>
    void Interrupt();

    /// <summary>
    /// Takes the connection away from code that still uses it: rolls back, and makes each later call of that code fail.
    /// May be called from any thread; blocks until the engine lets go.
    /// </summary>
    void Abandon();
}
