using System.Runtime.CompilerServices;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests;

/// <summary>
/// All tests run on one SQLite library, which the environment chooses: <c>LOCKKEEPER_SQLITE=libsqlite3.so.0</c> is the
/// system's; without it, it is the bundled one.
/// </summary>
internal static class TestSetup
{
    [ModuleInitializer]
    internal static void ChooseSqlite()
    {
        if (Environment.GetEnvironmentVariable("LOCKKEEPER_SQLITE") is { Length: > 0 } path)
        {
            SqliteLibrary.Use(path);
        }
    }
}
