using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lockkeeper.DuckDB.Native;

/// <summary>
/// Finds DuckDB's library: beside the application in <c>runtimes/linux-x64/native</c>, beside it, in the folder that an application
/// of one file is unpacked to, or where the system looks.
/// </summary>
internal static class LibraryResolver
{
    /// <summary>What the imports call it.</summary>
    public const string Name = "duckdb";

    // A library's own initializer: no caller can be asked to call it before its first native call.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(LibraryResolver).Assembly, Resolve);
#pragma warning restore CA2255

    // https://learn.microsoft.com/dotnet/core/dependency-loading/default-probing#unmanaged-native-library-probing
    private static string[] SearchFolders() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
        {
            return 0;
        }

        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        string[] candidates =
        [
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file),
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", file),
            Path.Combine(AppContext.BaseDirectory, file),
            .. SearchFolders().Select(folder => Path.Combine(folder, "runtimes", "linux-x64", "native", file)),
        ];
        foreach (var candidate in candidates)
        {
            if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        return NativeLibrary.TryLoad(file, assembly, path, out var found)
            ? found
            : throw new DllNotFoundException(
                $"DuckDB's library {file} was not found. It belongs at {candidates[1]}, where the build of Lockkeeper.DuckDB and its package put it (Linux on x64 with glibc); elsewhere install DuckDB's library where the system finds it.");
    }
}
