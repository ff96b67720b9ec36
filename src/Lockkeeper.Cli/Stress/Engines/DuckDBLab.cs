using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Errors;

namespace Lockkeeper.Cli.Stress.Engines;

/// <summary>DuckDB, through the binding of <c>Lockkeeper.DuckDB</c>, which knows nothing of Lockkeeper.</summary>
internal sealed class DuckDBLab : ILabEngine
{
    public const string EngineName = "duckdb";

    private DuckDBLab()
    {
    }

    /// <summary>The only one.</summary>
    public static DuckDBLab Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string Title => "DuckDB";

    /// <inheritdoc/>
    public string Article => "a";

    /// <inheritdoc/>
    public string Version => DuckDBInstance.LibraryVersion.TrimStart('v');

    /// <inheritdoc/>
    public IReadOnlyList<Strategy> Strategies => DuckDBStrategies.All;

    /// <inheritdoc/>
    public string WalSuffix => ".wal";

    /// <summary>It syncs its write-ahead log at every commit.</summary>
    public bool HasDurabilities => false;

    /// <summary>Where calls block, each opens and closes the file, which takes some 20 ms.</summary>
    public Deal WarmUp(bool blocks) => blocks
        ? new Deal(Processes: 1, WorkersPerProcess: 1, Items: 10)
        : new Deal(Processes: 1, WorkersPerProcess: 4, Items: 200);

    /// <inheritdoc/>
    public DbConnection Connect(string path, FileAccess access)
    {
        var settings = new DuckDBConnectionStringBuilder { DataSource = path, ReadOnly = access == FileAccess.Read };
        var connection = new DuckDBConnection(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    /// <inheritdoc/>
    public SharedDatabase Share(string path) => DuckDBDatabase.Open(path);

    /// <inheritdoc/>
    public string Reason(DbException error) => error switch
    {
        DuckDBException duck when DuckDBErrors.IsLocked(duck) => $"another process has it open. DuckDB says: {duck.Message.TrimEnd('.')}",
        _ => $"DuckDB says: {error.Message.TrimEnd('.')}",
    };

    /// <summary>There is no check of a whole file; to read every row reads every block that has one, whose checksums DuckDB verifies.</summary>
    public Check CheckFile(DbConnection connection)
    {
        connection.ReadText("CHECKPOINT");
        return new Check(true, "checkpoint: ok");
    }

    /// <inheritdoc/>
    public string? FindLock(string path)
    {
        try
        {
            Connect(path, FileAccess.ReadWrite).Dispose();
            return null;
        }
        catch (DuckDBException error)
        {
            return Reason(error);
        }
    }
}
