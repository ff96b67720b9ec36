using System.Data.Common;
using System.Runtime.CompilerServices;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Lockkeeper.EntityFrameworkCore.Connections;

/// <summary>The provider's connection, on a drop-in connection in place of the driver's.</summary>
internal sealed class SharedRelationalConnection : SqliteRelationalConnection
{
    public SharedRelationalConnection(
        RelationalConnectionDependencies dependencies, IRawSqlCommandBuilder rawSqlCommandBuilder, IDiagnosticsLogger<DbLoggerCategory.Infrastructure> logger)
        : base(dependencies, rawSqlCommandBuilder, logger)
    {
    }

    /// <summary>The time limit of commands, and of the wait for the turn that a transaction begins with, in seconds.</summary>
    public override int? CommandTimeout
    {
        get => base.CommandTimeout;
        set
        {
            base.CommandTimeout = value;
            if (DbConnection is SharedSqliteConnection connection)
                connection.DefaultTimeout = value ?? new SqliteConnectionStringBuilder(connection.ConnectionString).DefaultTimeout;
        }
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection()
    {
        var connection = new SharedSqliteConnection(GetValidatedConnectionString());
        Initialize(this, connection);
        return connection;
    }

    // Its functions (regular expressions, decimal arithmetic) belong on every connection, and nobody else makes them.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "InitializeDbConnection")]
    private static extern void Initialize(SqliteRelationalConnection provider, DbConnection connection);
}
