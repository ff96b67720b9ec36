using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite;

/// <summary>
/// Which build of SQLite this process uses. A program that references <c>SQLitePCLRaw.bundle_e_sqlite3</c> has the bundled
/// one unless it says otherwise here, before anything touches SQLite. There must be only one in a process: two copies of
/// the library on one file break each other's locks (https://sqlite.org/howtocorrupt.html, 2.2.1).
/// </summary>
public static class SqliteLibrary
{
    private const string ProviderAssembly = "SQLitePCLRaw.provider.e_sqlite3";
    private const string BundledName = "e_sqlite3";

    private static readonly Lock Gate = new();
    private static string? s_chosen;
    private static IntPtr s_handle;

    // The usual names of the system's own library.
    private static readonly string[] SystemNames = OperatingSystem.IsWindows()
        ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"] : ["libsqlite3.so.0"];

    /// <summary>The version in use. The first call loads the library, after which it can no longer be chosen.</summary>
    public static Version Version
    {
        get
        {
            // The connection's static constructor sets the provider up, as for every other user of the driver.
            using var connection = new SqliteConnection();
            return Version.Parse(connection.ServerVersion);
        }
    }

    /// <summary>
    /// Makes this process use the SQLite library at <paramref name="path"/>: a file, or a name that the system's loader finds,
    /// such as <c>libsqlite3.so.0</c>. To be called once, before anything touches SQLite; the same choice again is no error.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// SQLite is already in use, another choice was made, or the program has no <c>SQLitePCLRaw.provider.e_sqlite3</c>.
    /// </exception>
    /// <exception cref="DllNotFoundException">The library cannot be loaded.</exception>
    public static void Use(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        lock (Gate)
        {
            if (s_chosen == path)
            {
                return;
            }

            if (s_chosen is not null || IsInUse())
            {
                throw new InvalidOperationException(
                    $"'{path}' comes too late: this process already uses {s_chosen ?? "the bundled SQLite"}. Call SqliteLibrary.Use "
                    + "at the start of the program, before any connection is made.");
            }

            var provider = LoadProvider();
            if (!NativeLibrary.TryLoad(path, provider, null, out var library))
            {
                throw new DllNotFoundException(
                    $"The SQLite library '{path}' cannot be loaded. Give the path of an existing shared library for this system and processor, "
                    + "or leave SqliteLibrary.Use out to have the bundled one.");
            }

            if (VersionOf(library) is null)
            {
                NativeLibrary.Free(library);
                throw new DllNotFoundException($"'{path}' is a library, but not SQLite: it has no sqlite3_libversion_number.");
            }

            NativeLibrary.SetDllImportResolver(
                provider,
                (name, _, _) => name == BundledName ? library : IntPtr.Zero);
            s_chosen = path;
            s_handle = library;
        }
    }

    /// <summary>The loaded library, or <see langword="null"/> where the program has another provider than the usual one.</summary>
    internal static IntPtr? Handle
    {
        get
        {
            lock (Gate)
            {
                if (s_handle == IntPtr.Zero && FindProvider() is { } provider
                    && NativeLibrary.TryLoad(BundledName, provider, null, out var bundled))
                {
                    // It is the one that the provider itself loads by that name, not another copy.
                    s_handle = bundled;
                }

                return s_handle == IntPtr.Zero ? null : s_handle;
            }
        }
    }

    /// <summary>
    /// Chooses the newer of the bundled library and the system's. To be called before anything touches SQLite; afterwards it
    /// changes nothing.
    /// </summary>
    /// <returns>The version that will be used, or that is already in use.</returns>
    public static Version UseNewest()
    {
        lock (Gate)
        {
            if (s_chosen is null && !IsInUse())
            {
                var bundled = Probe(BundledName);
                foreach (var name in SystemNames)
                {
                    if (Probe(name) is { } system && (bundled is null || system > bundled))
                    {
                        Use(name);
                        break;
                    }
                }
            }
        }

        return Version;
    }

    private static bool IsInUse()
    {
        try
        {
            raw.GetNativeLibraryName();
            return true;
        }
        catch (Exception)
        {
            // SQLitePCLRaw throws a plain Exception while no provider is set.
            return false;
        }
    }

    private static Assembly LoadProvider() => FindProvider() ?? throw new InvalidOperationException(
        $"The program has no {ProviderAssembly}, so its SQLite cannot be chosen here. Reference SQLitePCLRaw.bundle_e_sqlite3.");

    private static Assembly? FindProvider()
    {
        try
        {
            return Assembly.Load(new AssemblyName(ProviderAssembly));
        }
        catch (IOException)
        {
            // The program brings another provider: SQLCipher, the system's library.
            return null;
        }
    }

    private static Version? Probe(string name)
    {
        if (!NativeLibrary.TryLoad(name, LoadProvider(), null, out var library))
        {
            return null;
        }

        var version = VersionOf(library);
        NativeLibrary.Free(library);
        return version;
    }

    private static unsafe Version? VersionOf(IntPtr library)
    {
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function))
        {
            return null;
        }

        var number = ((delegate* unmanaged[Cdecl]<int>)function)();
        return new(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
    }
}
