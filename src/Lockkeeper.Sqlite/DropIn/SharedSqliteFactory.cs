using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite;

/// <summary>Makes connections and commands that write in turn, for code that goes through <see cref="DbProviderFactories"/>.</summary>
public sealed class SharedSqliteFactory : DbProviderFactory
{
    /// <summary>The only one.</summary>
    public static readonly SharedSqliteFactory Instance = new();

    private SharedSqliteFactory()
    {
    }

    /// <inheritdoc/>
    public override DbCommand CreateCommand() => new SharedSqliteCommand();

    /// <inheritdoc/>
    public override DbConnection CreateConnection() => new SharedSqliteConnection();

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new SqliteConnectionStringBuilder();

    /// <inheritdoc/>
    public override DbParameter CreateParameter() => new SqliteParameter();

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(string connectionString) => new SharedSqliteDataSource(connectionString);
}
