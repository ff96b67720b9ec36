using Lockkeeper.Sqlite.Native;
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
    public sqlite3? Handle { get; set; }

    /// <summary>What SQLite asks on that handle.</summary>
    public ConnectionHooks? Hooks { get; set; }
}
