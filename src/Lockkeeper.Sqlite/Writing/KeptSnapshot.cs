using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Opening;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// A read of the writer's that stays open on the state that it has just committed. A transaction that begins from it finds
/// SQLite's read lock taken and its cache checked, and needs two system calls for locks in place of six. Should another
/// program have written meanwhile, the begin meets <c>SQLITE_BUSY_SNAPSHOT</c> and is made again without it.
/// </summary>
/// <remarks>The writer's thread uses it, but for <see cref="NoteInterruption"/>. <c>DESIGN.md</c> says when it must be dropped.</remarks>
internal sealed class KeptSnapshot : IDisposable
{
    private readonly UserCodeGuard _guard;
    private readonly sqlite3_stmt _read;
    private bool _kept;
    private volatile bool _interrupted;

    /// <param name="db">The writer's handle; the guard lets Lockkeeper's own statements pass now.</param>
    /// <param name="guard">The guard of the connection.</param>
    public KeptSnapshot(sqlite3 db, UserCodeGuard guard)
    {
        _guard = guard;
        _read = RawSql.Prepare(db, "SELECT 1 FROM sqlite_master");
    }

    /// <summary>Opens the read, unless it is open.</summary>
    public void Keep()
    {
        if (_kept)
        {
            return;
        }

        _guard.Own = true;
        _kept = raw.sqlite3_step(_read) == ResultCodes.Row;
        _guard.Own = false;
        if (!_kept)
        {
            // An empty database, or one that somebody recovers just now.
            raw.sqlite3_reset(_read);
        }
    }

    /// <summary>Ends the read.</summary>
    public void Drop()
    {
        if (_kept)
        {
            _kept = false;
            raw.sqlite3_reset(_read);
        }
    }

    /// <summary>All statements of the connection were reset.</summary>
    public void WasReset() => _kept = false;

    /// <summary>The connection was interrupted. Any thread.</summary>
    public void NoteInterruption() => _interrupted = true;

    /// <summary>
    /// Called before a statement. SQLite forgets an interruption when no statement is under way; with this one, one always is.
    /// </summary>
    public void ForgetInterruption()
    {
        if (_interrupted)
        {
            _interrupted = false;
            Drop();
        }
    }

    public void Dispose()
    {
        _kept = false;
        _read.Dispose();
    }
}
