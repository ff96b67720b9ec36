using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lockkeeper.Sqlite.Native;

/// <summary>
/// SQLite's own file layer with one difference: it sleeps as shortly as it is asked to. A build without <c>usleep</c> (the
/// one that <c>SQLitePCLRaw.bundle_e_sqlite3</c> 2.0.6 brings) rounds every sleep up to a whole second, and SQLite sleeps by
/// itself, for microseconds, where many readers begin at once: reads then took a second now and then. Only connections
/// that name the layer use it (https://sqlite.org/vfs.html).
/// </summary>
internal static unsafe class ShortSleepVfs
{
    /// <summary>The name that a connection gives as its <c>vfs</c>.</summary>
    public const string Name = "lockkeeper";

    private static readonly Lazy<bool> Registered = new(Register);

    /// <summary>Whether it can be named here; otherwise connections use the default layer. The first call loads SQLite.</summary>
    public static bool IsAvailable => Registered.Value;

    private static bool Register()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || SqliteLibrary.Handle is not { } library
            || !NativeLibrary.TryGetExport(library, "sqlite3_vfs_find", out var find)
            || !NativeLibrary.TryGetExport(library, "sqlite3_vfs_register", out var register))
        {
            return false;
        }

        var original = ((delegate* unmanaged[Cdecl]<byte*, SqliteVfs*>)find)(null);
        if (original is null || original->Version < 1 || Marshal.PtrToStringUTF8((nint)original->Name) != "unix")
        {
            // Another layer that somebody put over it may keep data of its own behind the structure.
            return false;
        }

        // Both live as long as the process: SQLite keeps the pointer.
        var copy = (SqliteVfs*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteVfs));
        Unsafe.CopyBlock(copy, original, SqliteVfs.SizeOf(original->Version));
        copy->Next = null;
        copy->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        copy->Sleep = &Sleep;
        return ((delegate* unmanaged[Cdecl]<SqliteVfs*, int, int>)register)(copy, 0) == 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(SqliteVfs* vfs, int microseconds)
    {
        // Interrupted by a signal it returns early, which only makes SQLite look again sooner.
        _ = Libc.Usleep((uint)Math.Clamp(microseconds, 0, 999_999));
        return microseconds;
    }

    /// <summary><c>struct sqlite3_vfs</c>: https://sqlite.org/c3ref/vfs.html</summary>
    [StructLayout(LayoutKind.Explicit, Size = 168)]
    private struct SqliteVfs
    {
        [FieldOffset(0)]
        public int Version;

        [FieldOffset(16)]
        public SqliteVfs* Next;

        [FieldOffset(24)]
        public byte* Name;

        [FieldOffset(112)]
        public delegate* unmanaged[Cdecl]<SqliteVfs*, int, int> Sleep;

        public static uint SizeOf(int version) => version switch
        {
            1 => 136,
            2 => 144,
            _ => 168,
        };
    }
}
