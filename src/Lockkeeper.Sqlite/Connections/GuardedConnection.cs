using System.Data;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Connections;

/// <summary>
/// A connection that is lent to callers' code. Closing or disposing it does nothing: it belongs to its session, which uses
/// <see cref="CloseForGood"/>.
/// </summary>
internal abstract class GuardedConnection : SqliteConnection
{
    private bool _mayClose;

    protected GuardedConnection(string connectionString, bool writer)
        : base(connectionString) => Guard = new(writer);

    /// <summary>What a caller is told who begins a transaction of its own.</summary>
    protected abstract string SecondTransaction { get; }

    /// <summary>What callers' code may not do here.</summary>
    public UserCodeGuard Guard { get; }

    /// <summary>The driver's transaction object that commands must carry now, or <see langword="null"/>.</summary>
    public SqliteTransaction? CurrentTransaction
    {
        get => Transaction;
        set => Transaction = value;
    }

    /// <summary>Closes the handle.</summary>
    public virtual void CloseForGood()
    {
        _mayClose = true;
        Guard.Own = true;
        base.Close();
        Dispose();
    }

    /// <inheritdoc/>
    public override void Close()
    {
        if (_mayClose)
        {
            base.Close();
        }
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => new GuardedCommand(this);

    /// <inheritdoc/>
    public override SqliteTransaction BeginTransaction(IsolationLevel isolationLevel, bool deferred) =>
        throw (Guard.Revoked
            ? Guard.RevokedError()
            : new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, SecondTransaction));

    /// <summary>The driver's own way of beginning a transaction.</summary>
    protected SqliteTransaction BeginDriversTransaction() => base.BeginTransaction(IsolationLevel.Serializable, deferred: false);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_mayClose)
        {
            base.Dispose(disposing);
        }
    }
}
