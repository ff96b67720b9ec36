using System.Runtime.InteropServices;

namespace Lockkeeper.Benchmarks.Harness;

/// <summary>Points the driver, SQLitePCLRaw and Lockkeeper alike at the system's SQLite, where there is one.</summary>
internal static class NewestSqlite
{
    public static void Use()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) =>
            name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", out var library) ? library : 0);
        SQLitePCL.Batteries_V2.Init();
    }
}
