using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Native;

/// <summary>
/// The few calls that a kept statement needs, straight into the library that the provider loaded
/// (https://sqlite.org/c3ref/funclist.html). By way of the provider each of them counts references and changes the
/// thread's mode, which together cost about as much as binding the value.
/// </summary>
/// <remarks>
/// The calls that skip the change of mode must not block: they are made only while the thread holds the connection's mutex.
/// Pointers must be alive: whoever calls holds the statement's handle.
/// </remarks>
internal sealed unsafe class StatementCalls
{
    private static readonly Lazy<StatementCalls?> Loaded = new(Load);

    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int> _bindInt64;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int> _bindDouble;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> _bindNull;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int> _bindText;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _step;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _reset;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int> _changes;
    private readonly delegate* unmanaged[Cdecl]<nint, nint> _mutexOf;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _enter;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void> _leave;

    private StatementCalls(nint library)
    {
        _bindInt64 = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int>)Find(library, "sqlite3_bind_int64");
        _bindDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int>)Find(library, "sqlite3_bind_double");
        _bindNull = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)Find(library, "sqlite3_bind_null");
        _bindText = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, byte*, int, nint, int>)Find(library, "sqlite3_bind_text");
        _step = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "sqlite3_step");
        _reset = (delegate* unmanaged[Cdecl]<nint, int>)Find(library, "sqlite3_reset");
        _changes = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int>)Find(library, "sqlite3_changes");
        _mutexOf = (delegate* unmanaged[Cdecl]<nint, nint>)Find(library, "sqlite3_db_mutex");
        _enter = (delegate* unmanaged[Cdecl]<nint, void>)Find(library, "sqlite3_mutex_enter");
        _leave = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void>)Find(library, "sqlite3_mutex_leave");
    }

    /// <summary>The calls, or <see langword="null"/> where the program has another provider than the usual one.</summary>
    public static StatementCalls? Instance => Loaded.Value;

    /// <summary>The mutex of a connection, which its calls take again and again unless it is held already.</summary>
    public nint MutexOf(sqlite3 db) => _mutexOf(db.DangerousGetHandle());

    /// <summary>Takes the mutex. May block.</summary>
    public void Enter(nint mutex) => _enter(mutex);

    public void Leave(nint mutex) => _leave(mutex);

    public int BindInt64(nint statement, int index, long value) => _bindInt64(statement, index, value);

    public int BindDouble(nint statement, int index, double value) => _bindDouble(statement, index, value);

    public int BindNull(nint statement, int index) => _bindNull(statement, index);

    /// <summary>Binds UTF-8 text that stays where it is until the statement is bound anew.</summary>
    public int BindStaticText(nint statement, int index, byte* text, int bytes) => _bindText(statement, index, text, bytes, 0);

    public int Step(nint statement) => _step(statement);

    public int Reset(nint statement) => _reset(statement);

    /// <summary>Rows changed by the last statement of a connection.</summary>
    public int Changes(nint db) => _changes(db);

    private static StatementCalls? Load() =>
        SqliteLibrary.Handle is { } library && NativeLibrary.TryGetExport(library, "sqlite3_db_mutex", out _) ? new(library) : null;

    private static nint Find(nint library, string name) => NativeLibrary.GetExport(library, name);
}
