using Lockkeeper.Sqlite.Native;
using Lockkeeper.Sqlite.Opening;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.DropIn;

/// <summary>A place for one handle.</summary>
/// <param name="settings">What the connection strings of its users have in common.</param>
/// <param name="text">The connection string by which the driver knows its handle.</param>
internal sealed class PoolSlot(string settings, string text)
{
    public string Settings { get; } = settings;

    public string Text { get; } = text;

    /// <summary>The handle that was set up last: the driver may have opened another one since.</summary>
    public sqlite3? Handle { get; private set; }

    /// <summary>What SQLite asks on that handle.</summary>
    public ConnectionHooks? Hooks { get; private set; }

    /// <summary>Sets on a handle that the driver has just opened what the database's options say.</summary>
    public void SetUp(sqlite3 db, SqliteDatabaseOptions options)
    {
        db.enable_sqlite3_next_stmt(true);
        RawSql.Scalar(db, options.Durability == Durability.Full ? "PRAGMA synchronous=2" : "PRAGMA synchronous=1");
        RawSql.Scalar(db, "PRAGMA wal_autocheckpoint=0");
        foreach (var (name, value) in options.Pragmas)
        {
            RawSql.Scalar(db, $"PRAGMA {name}={value}");
        }

        // The driver closed the handle that was here before.
        Recycle();

        // After the pragmas: that of the checkpoints puts its own hook in the place of any other.
        Hooks = ConnectionHooks.TryCreate(db);
        Handle = db;
    }

    /// <summary>Closes the handle that the driver keeps for it, or that a forgotten connection left there.</summary>
    public void Close()
    {
        using var connection = new SqliteConnection(Text);
        SqliteConnection.ClearPool(connection);
        Recycle();
    }

    /// <summary>Uses the memory that SQLite was given for the handle for another, if it is closed.</summary>
    public void Recycle()
    {
        if (Handle is not { IsClosed: true })
        {
            return;
        }

        Hooks?.Recycle();
        Hooks = null;
        Handle = null;
    }
}
