using SQLitePCL;

namespace Lockkeeper.Cli.Stress;

/// <summary>The SQLite that this process runs on.</summary>
internal static class SqliteVersion
{
    /// <summary>Its version, such as 3.40.1.</summary>
    public static string Current => raw.sqlite3_libversion().utf8_to_string();
}
