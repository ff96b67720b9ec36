using System.Data.Common;

namespace Lockkeeper.DuckDB;

/// <summary>Makes the provider's objects, for code that knows <see cref="DbProviderFactory"/> only.</summary>
public sealed class DuckDBFactory : DbProviderFactory
{
    private DuckDBFactory()
    {
    }

    /// <summary>The one factory.</summary>
    public static DuckDBFactory Instance { get; } = new();

    /// <inheritdoc />
    public override DbConnection CreateConnection() => new DuckDBConnection();

    /// <inheritdoc />
    public override DbCommand CreateCommand() => new DuckDBCommand();

    /// <inheritdoc />
    public override DbParameter CreateParameter() => new DuckDBParameter();

    /// <inheritdoc />
    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new DuckDBConnectionStringBuilder();
}
