using System.Runtime.InteropServices;
using System.Text;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Lockkeeper.Statements;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// Binds, steps and resets a kept statement in as few and as cheap calls as there are. Text is encoded into a buffer of its
/// own and bound where it lies, so SQLite neither allocates nor copies it; each execution binds all parameters anew, so
/// what an earlier one left bound is never read.
/// </summary>
internal sealed unsafe class DirectExecution : IDisposable
{
    // Texts of one execution that do not fit are left to the general binder.
    private const int BufferSize = 8 << 10;

    private readonly StatementCalls _calls;
    private readonly ValueBinder _others;
    private readonly nint _db;
    private readonly nint _mutex;
    private readonly byte* _buffer;
    private bool _disposed;

    private DirectExecution(StatementCalls calls, sqlite3 db, ValueBinder others)
    {
        _calls = calls;
        _others = others;
        _db = db.DangerousGetHandle();
        _mutex = calls.MutexOf(db);
        _buffer = (byte*)NativeMemory.Alloc(BufferSize);
    }

    /// <summary>One for the connection, or <see langword="null"/> where the library's calls cannot be had.</summary>
    public static DirectExecution? TryCreate(sqlite3 db, ValueBinder others) =>
        StatementCalls.Instance is { } calls ? new(calls, db, others) : null;

    /// <summary>Runs a statement to its end. After any code but <c>DONE</c> it is not reset, and the error can be read.</summary>
    /// <param name="statement">The statement; it has as many parameters as there are values.</param>
    /// <param name="values">Its values.</param>
    /// <param name="changes">Rows changed by the connection's last statement.</param>
    /// <param name="large">Whether something was bound that should not stay bound.</param>
    /// <returns>SQLite's code.</returns>
    public int Run(CachedStatement statement, ReadOnlySpan<SqlValue> values, out int changes, out bool large)
    {
        large = false;
        changes = 0;
        _calls.Enter(_mutex);
        try
        {
            var used = 0;
            for (var i = 0; i < values.Length; i++)
            {
                if (!TryBind(statement.Pointer, i + 1, values[i], ref used)) large |= _others.Bind(statement.Handle, i + 1, values[i]);
            }

            int code;
            do code = _calls.Step(statement.Pointer);
            while (code == ResultCodes.Row);
            if (code != ResultCodes.Done) return code;
            changes = _calls.Changes(_db);
            _calls.Reset(statement.Pointer);
            return code;
        }
        finally
        {
            _calls.Leave(_mutex);
        }
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        NativeMemory.Free(_buffer);
    }

    // Whether it was bound. What is refused is left to the general binder, which says why.
    private bool TryBind(nint statement, int index, in SqlValue value, ref int used)
    {
        switch (value.Kind)
        {
            case SqlValueKind.Int64:
                return _calls.BindInt64(statement, index, value.Int64) == 0;
            case SqlValueKind.Text:
                var text = value.Text;
                if (text.Length > (BufferSize - used) / 3) return false;
                var bytes = Encoding.UTF8.GetBytes(text, new Span<byte>(_buffer + used, BufferSize - used));
                var bound = _calls.BindStaticText(statement, index, _buffer + used, bytes);
                used += bytes;
                return bound == 0;
            case SqlValueKind.Double when !double.IsNaN(value.Double):
                return _calls.BindDouble(statement, index, value.Double) == 0;
            case SqlValueKind.Null:
                return _calls.BindNull(statement, index) == 0;
            default:
                return false;
        }
    }
}
