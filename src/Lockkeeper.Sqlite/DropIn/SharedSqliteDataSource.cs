using System.Data.Common;

namespace Lockkeeper.Sqlite;

/// <summary>Makes connections to one file that write in turn. It owns nothing: disposing it closes no database.</summary>
public sealed class SharedSqliteDataSource : DbDataSource
{
    private readonly SharedDatabase? _database;

    /// <summary>For the file that a connection string names.</summary>
    /// <param name="connectionString">As the driver has it: <c>Data Source=app.db</c>.</param>
    /// <exception cref="ArgumentException">A word that the driver does not know.</exception>
    public SharedSqliteDataSource(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        using var connection = new SharedSqliteConnection(connectionString);
        ConnectionString = connection.ConnectionString;
    }

    /// <summary>For a database that is open.</summary>
    /// <param name="database">A SQLite database. Its connections end with it.</param>
    public SharedSqliteDataSource(SharedDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var connection = database.CreateConnection();
        ConnectionString = connection.ConnectionString;
        _database = database;
    }

    /// <inheritdoc/>
    public override string ConnectionString { get; }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => _database?.CreateConnection() ?? new SharedSqliteConnection(ConnectionString);
}
