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
        DataSource = path,
        Mode = mode,
        Cache = SqliteCacheMode.Private,
        Pooling = false,
    }.ToString();
}
