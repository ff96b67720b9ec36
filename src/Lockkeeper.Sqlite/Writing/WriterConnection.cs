using Lockkeeper.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// The connection that callers' code writes on. Its transaction is begun by its session with a kept statement; the driver's
/// transaction object, which the driver demands of every command, is put over it when a caller asks for it.
/// </summary>
internal sealed class WriterConnection(string connectionString) : GuardedConnection(connectionString, writer: true)
{
    /// <summary>The session, once the connection is open.</summary>
    public SqliteWriterSession? Session { get; set; }

    /// <summary>Whether the driver is making its transaction object: its BEGIN then is answered and not run.</summary>
    public bool IsAdopting { get; private set; }

    /// <inheritdoc/>
    protected override string SecondTransaction => Texts.SecondTransaction;

    /// <summary>
    /// The driver's object for the transaction that is open. The driver has no public way to make one without beginning a
    /// transaction, so its BEGIN is intercepted. It stays good over many transactions, until one rolls back.
    /// </summary>
    public SqliteTransaction Adopt()
    {
        if (CurrentTransaction is { } current)
        {
            return current;
        }

        IsAdopting = true;
        try
        {
            return BeginDriversTransaction();
        }
        finally
        {
            IsAdopting = false;
        }
    }

    /// <inheritdoc/>
    public override void CloseForGood()
    {
        // Otherwise the driver rolls back a transaction that it did not begin.
        CurrentTransaction = null;
        base.CloseForGood();
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => Session is { } session ? new WriterCommand(this, session) : base.CreateCommand();
}
