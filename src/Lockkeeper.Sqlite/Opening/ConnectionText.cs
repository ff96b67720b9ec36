using System.Globalization;
using Lockkeeper.Sqlite.Native;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>The connection strings that Lockkeeper opens with.</summary>
internal static class ConnectionText
{
    /// <summary>
    /// No pooling: a pooled handle would outlive its session and keep locks. No shared cache: its table locks are another
    /// kind of "database is locked".
    /// </summary>
    public static string For(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = ShortSleepVfs.IsAvailable ? Uri(path) : path,
        Mode = mode,
        Cache = SqliteCacheMode.Private,
        Pooling = false,
    }.ToString();

    /// <summary>
    /// The data source of a drop-in connection: the file, and a number that makes the driver keep its handle apart. SQLite
    /// ignores a parameter that it does not know.
    /// </summary>
    public static string ForSlot(string path, int slot) =>
        $"{(ShortSleepVfs.IsAvailable ? Uri(path) + "&" : BareUri(path) + "?")}lockkeeper={slot.ToString(CultureInfo.InvariantCulture)}";

    // https://sqlite.org/uri.html: what could be mistaken for the end of the path is escaped.
    private static string Uri(string path) => $"{BareUri(path)}?vfs={ShortSleepVfs.Name}";

    private static string BareUri(string path) =>
        $"file:{path.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)}";
}
