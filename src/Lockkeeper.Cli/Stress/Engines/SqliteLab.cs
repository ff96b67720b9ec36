using System.Data.Common;
using System.Globalization;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Cli.Stress.Engines;

/// <summary>SQLite, through Microsoft.Data.Sqlite.</summary>
internal sealed class SqliteLab : ILabEngine
{
    public const string EngineName = "sqlite";

    private SqliteLab()
    {
    }

    /// <summary>The only one.</summary>
    public static SqliteLab Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <inheritdoc/>
    public string Title => "SQLite";

    /// <inheritdoc/>
    public string Article => "an";

    /// <inheritdoc/>
    public string Version => raw.sqlite3_libversion().utf8_to_string();

    /// <inheritdoc/>
    public IReadOnlyList<Strategy> Strategies => SqliteStrategies.All;

    /// <inheritdoc/>
    public string WalSuffix => "-wal";

    /// <inheritdoc/>
    public bool HasDurabilities => true;

    /// <summary>Workers that block take turns at a lock, so one of them warms up as much as eight.</summary>
    public Deal WarmUp(bool blocks) => blocks
        ? new Deal(Processes: 1, WorkersPerProcess: 1, Items: 400)
        : new Deal(Processes: 1, WorkersPerProcess: 8, Items: 1_600);

    /// <inheritdoc/>
    public DbConnection Connect(string path, FileAccess access) =>
        PlainConnection.Open(path, access == FileAccess.Read ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate);

    /// <inheritdoc/>
    public SharedDatabase Share(string path) => SqliteDatabase.Open(path);

    /// <inheritdoc/>
    public string Reason(DbException error) => (error as SqliteException)?.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => "it is another kind of file, or encrypted",
        raw.SQLITE_CORRUPT => "it is damaged or cut short",
        raw.SQLITE_CANTOPEN => "this user may not open it",
        _ => error.Message,
    };

    /// <inheritdoc/>
    public Check CheckFile(DbConnection connection)
    {
        string found = connection.ReadText("PRAGMA integrity_check(1)");
        return new Check(found == "ok", $"integrity_check: {found}");
    }

    /// <inheritdoc/>
    public string? FindLock(string path)
    {
        using SqliteConnection connection = PlainConnection.Open(path, SqliteOpenMode.ReadWrite);
        // The driver's own command would try again for 30 s; one attempt is what is asked for.
        int result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
        if (result != raw.SQLITE_OK)
        {
            return string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE answers {result} ({raw.sqlite3_errstr(result).utf8_to_string()})");
        }

        raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        return null;
    }
}
