using System.Data;
using Lockkeeper.Sqlite.DropIn;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite;

/// <content>Its opening and closing, on handles that are kept in between.</content>
public partial class SharedSqliteConnection
{
    private PoolSlot? _slot;
    private DatabaseCore? _core;
    private bool _changing;

    /// <summary>
    /// Opens the connection, and the database where this process has not opened it yet. Blocks the calling thread.
    /// </summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="SharedDatabaseException">The file cannot be shared, or its <see cref="SharedDatabase"/> was disposed.</exception>
    public override void Open()
    {
        if (State == ConnectionState.Open)
        {
            return;
        }

        var plan = ConnectionPlan.For(ConnectionString);
        if (plan.WithoutTurn is { } reason)
        {
            WithoutTurnNotice.Give(plan, reason, LoggerFactory);
            base.ConnectionString = ConnectionString;
            base.Open();
            return;
        }

        if (_database is null && plan.IsMissing)
        {
            // The driver's own error for a file that is not there; unless it is by now.
            base.ConnectionString = ConnectionString;
            base.Open();
            base.Close();
        }

        OpenShared(plan, _database?.OpenCore ?? OpenDatabases.Get(plan.Path()));
    }

    /// <summary>
    /// As <see cref="Open"/>, without blocking where the file is opened for the first time in this process: it may wait for others
    /// who use it. A cancellation ends the wait; the file is then open for whoever comes next.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (State != ConnectionState.Open && _database is null
            && ConnectionPlan.For(ConnectionString) is { WithoutTurn: null, IsMissing: false } plan)
        {
            await OpenDatabases.EnsureOpenAsync(plan.Path(), cancellationToken).ConfigureAwait(false);
        }

        Open();
    }

    /// <summary>Closes the connection; a transaction that is open is rolled back, and its turn given back.</summary>
    public override void Close()
    {
        if (Turn is not { } turn || State != ConnectionState.Open)
        {
            base.Close();
            return;
        }

        EnterDriver();
        try
        {
            EndTransaction(turn);
            turn.Close();
            var keep = !turn.IsDirty && ConnectionPlan.For(ConnectionString).Pools && Pool.TryReserve();
            if (!keep)
            {
                ClearPool(this);
            }

            _changing = true;
            base.Close();
            turn.Dispose();
            Turn = null;
            if (keep)
            {
                Pool.Return(_slot!);
            }
            else
            {
                _slot!.Recycle();
            }

            _slot = null;
        }
        finally
        {
            _changing = false;
            LeaveDriver();
        }

        OnStateChange(new(ConnectionState.Open, ConnectionState.Closed));
    }

    /// <summary>Tells of a change once the turn is there, or gone: what the handlers run is the connection's own.</summary>
    protected override void OnStateChange(StateChangeEventArgs stateChange)
    {
        if (!_changing)
        {
            base.OnStateChange(stateChange);
        }
    }

    /// <summary>
    /// Closes it. One that is never closed is closed some time after it was forgotten; a transaction that it has open is rolled
    /// back when <see cref="SharedDatabaseOptions.MaxWriteDuration"/> is over.
    /// </summary>
    /// <param name="disposing">Whether it is disposed rather than forgotten.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing && Turn is { } turn && _slot is { } slot)
        {
            ForgottenConnection.CloseLater(turn, slot);
        }
    }

    private ConnectionPool Pool => ((SqliteEngine)_core!.Engine).Connections;

    private void OpenShared(ConnectionPlan plan, DatabaseCore core)
    {
        if (core.Engine is not SqliteEngine engine)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported, $"{core.DatabasePath} is open in this process through another engine than SQLite's own.");
        }

        engine.VerifyFile();
        _core = core;
        _slot = engine.Connections.Rent(plan);
        base.ConnectionString = _slot.Text;
        _changing = true;
        try
        {
            base.Open();
            var db = Handle!;
            if (!ReferenceEquals(_slot.Handle, db))
            {
                _slot.SetUp(db, engine.Options);
            }

            Turn = new(core, engine, db, _slot.Hooks);
            Turn.Wait.Operation = _operation;
        }
        catch
        {
            ClearPool(this);
            base.Close();
            throw;
        }
        finally
        {
            _changing = false;
        }

        OnStateChange(new(ConnectionState.Closed, ConnectionState.Open));
    }
}
