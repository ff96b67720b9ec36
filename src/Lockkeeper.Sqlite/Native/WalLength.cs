using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Native;

/// <summary>
/// How many pages the WAL has, the other processes' included, as SQLite tells at each commit of the connection
/// (https://sqlite.org/c3ref/wal_hook.html). The provider does not offer the call.
/// </summary>
internal sealed unsafe class WalLength : IDisposable
{
    private readonly delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<int*, nint, byte*, int, int>, int*, nint> _hook;
    private readonly nint _db;
    private int* _pages;

    private WalLength(nint hook, sqlite3 db)
    {
        _hook = (delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<int*, nint, byte*, int, int>, int*, nint>)hook;
        _db = db.DangerousGetHandle();
        _pages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        _hook(_db, &Note, _pages);
    }

    /// <summary>Pages at the last commit of the connection; 0 before the first.</summary>
    public int Pages => *_pages;

    /// <summary>Another connection of this process committed under the turn, and the WAL has so many pages now.</summary>
    public void Note(int pages) => *_pages = pages;

    /// <summary>One for the connection, or <see langword="null"/> where the library's calls cannot be had.</summary>
    public static WalLength? TryCreate(sqlite3 db) =>
        SqliteLibrary.Handle is { } library && NativeLibrary.TryGetExport(library, "sqlite3_wal_hook", out var hook) ? new(hook, db) : null;

    /// <summary>To be called while the connection is still open.</summary>
    public void Dispose()
    {
        if (_pages is null)
        {
            return;
        }

        _hook(_db, null, null);
        NativeMemory.Free(_pages);
        _pages = null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Note(int* pages, nint db, byte* name, int count)
    {
        *pages = count;
        return 0;
    }
}
