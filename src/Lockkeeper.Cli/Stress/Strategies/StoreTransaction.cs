using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>The open write transaction, the same to a workload whatever the strategy.</summary>
internal sealed class StoreTransaction
{
    private DbConnection? _connection;

    /// <summary>Lockkeeper's transaction; <see langword="null"/> where the driver writes.</summary>
    public WriteTransaction? Shared { get; private set; }

    /// <summary>
    /// Whether the application looks at the row that it is about to change, as <c>naive</c> does: a deferred transaction then
    /// begins as a reader and becomes a writer in its middle.
    /// </summary>
    public bool LooksFirst { get; init; }

    /// <summary>The connection, inside the transaction.</summary>
    public DbConnection Connection => _connection ?? Shared!.Connection;

    /// <summary>The driver's transaction; <see langword="null"/> where Lockkeeper's own is open.</summary>
    public DbTransaction? Transaction { get; private set; }

    /// <summary>The next transaction is one of Lockkeeper's.</summary>
    public void Enter(WriteTransaction transaction) => Shared = transaction;

    /// <summary>The next transaction is one of the driver's.</summary>
    public void Enter(DbConnection connection, DbTransaction transaction) => (_connection, Transaction) = (connection, transaction);

    /// <summary>Runs one statement; its holes are parameters.</summary>
    /// <returns>Rows changed.</returns>
    public int Execute([InterpolatedStringHandlerArgument("")] ref StoreStatement statement) => statement.Execute(this);

    /// <summary>Makes a command of the driver. Not for Lockkeeper's own transactions.</summary>
    public DbCommand CreateCommand() => _connection!.CreateCommand();
}
