using System.Data;
using System.Data.Common;
using Lockkeeper.Sqlite.DropIn;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite;

/// <content>Its transactions.</content>
public partial class SharedSqliteConnection
{
    private int _own;

    /// <summary>The driver's object for the open transaction.</summary>
    internal SqliteTransaction? CurrentTransaction => base.Transaction;

    /// <inheritdoc/>
    protected override SqliteTransaction? Transaction
    {
        get
        {
            // Only the driver asks. Where none of ours called it, it is a plain command that is about to run unseen.
            if (Volatile.Read(ref _own) == 0 && Turn is { } turn)
            {
                turn.IsDirty = true;
            }

            return base.Transaction;
        }

        set => base.Transaction = value;
    }

    /// <summary>Takes the turn and begins a transaction, which is <c>IMMEDIATE</c> in any case. Blocks the calling thread meanwhile.</summary>
    /// <exception cref="SqliteException">With <c>SQLITE_BUSY</c>: the turn was not had within <see cref="SqliteConnection.DefaultTimeout"/>.</exception>
    public override SqliteTransaction BeginTransaction(IsolationLevel isolationLevel, bool deferred)
    {
        if (Turn is not { } turn || State != ConnectionState.Open || base.Transaction is not null)
        {
            return base.BeginTransaction(isolationLevel, deferred);
        }

        turn.Wait.BeginCall(DefaultTimeout, nameof(BeginTransaction));
        try
        {
            turn.Enter(StatementTraits.Begins, DefaultTimeout, nameof(BeginTransaction));
            return Begin(turn, isolationLevel, deferred);
        }
        finally
        {
            turn.Wait.EndCall();
        }
    }

    /// <summary>Waits for the turn without blocking a thread, then begins a transaction.</summary>
    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Turn is not { } turn || State != ConnectionState.Open || base.Transaction is not null)
        {
            return base.BeginTransaction(isolationLevel);
        }

        return await AsynchronousCall.RunAsync(
            turn, StatementTraits.Begins | StatementTraits.IsSingle, DefaultTimeout, nameof(BeginTransaction),
            static call => call.Connection.Begin(call.Turn, call.Level, deferred: false), (Connection: this, Turn: turn, Level: isolationLevel), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Marks that a call of the driver is this connection's own.</summary>
    internal void EnterDriver() => Interlocked.Increment(ref _own);

    /// <summary>Ends it.</summary>
    internal void LeaveDriver() => Interlocked.Decrement(ref _own);

    private SqliteTransaction Begin(InteractiveTurn turn, IsolationLevel isolationLevel, bool deferred)
    {
        EnterDriver();
        try
        {
            return base.BeginTransaction(isolationLevel, deferred);
        }
        finally
        {
            LeaveDriver();
            turn.GiveBackIfOver();
        }
    }

    private void EndTransaction(InteractiveTurn turn)
    {
        try
        {
            base.Transaction?.Dispose();
        }
        catch (SqliteException)
        {
            // The handle is closed instead of kept, which rolls back.
            turn.IsDirty = true;
            base.Transaction = null;
        }
    }
}
