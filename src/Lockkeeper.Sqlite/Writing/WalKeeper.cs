using Lockkeeper.Engines;
using Lockkeeper.Sqlite.Errors;
using Lockkeeper.Sqlite.Native;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// Checkpoints under the turn. How much there is to do is known without a system call: SQLite tells the WAL's length at each
/// commit, what other processes wrote included. While writes keep coming it is done less often, because it syncs twice.
/// </summary>
internal sealed class WalKeeper(string path, sqlite3 db, SqliteDatabaseOptions options) : IDisposable
{
    private const int PagesWritten = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private const int Passive = 0;
    private const int Truncate = 3;
    private const int LoadFactor = 4;
    private const int UsualFrame = 4_096 + 24;

    // Readers that hold a WAL back usually hold it for longer than one checkpoint.
    private static readonly TimeSpan TruncatePause = TimeSpan.FromSeconds(1);

    private readonly string _walPath = path + "-wal";
    private readonly byte[] _encodedWalPath = FileFacts.Encode(path + "-wal");
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly WalLength? _length = WalLength.TryCreate(db);
    private int _pages;
    private int _pagesAtCheckpoint;
    private long? _truncateFailed;

    /// <summary>The size of the WAL file in bytes; 0 where there is none.</summary>
    public long WalBytes => FileFacts.Read(_walPath, _encodedWalPath)?.Size ?? 0;

    /// <summary>Another connection of this process committed under the turn, and the WAL has so many pages now.</summary>
    public void Note(int pages) => _length?.Note(pages);

    /// <summary>The same by the size of the file. A page in it has a header of 24 bytes: https://sqlite.org/walformat.html</summary>
    public void NoteSize() => _length?.Note((int)Math.Min(int.MaxValue, WalBytes / UsualFrame));

    /// <summary>Whether there is enough to do for a checkpoint. No system call.</summary>
    public bool IsDue(bool idle)
    {
        _pages = Pages();
        if (_pages < _pagesAtCheckpoint)
        {
            // The WAL was begun anew after a checkpoint, by whomever.
            _pagesAtCheckpoint = 0;
        }

        return _pages - _pagesAtCheckpoint >= (idle ? options.CheckpointPages : (long)options.CheckpointPages * LoadFactor);
    }

    /// <summary>Checkpoints. The connection must not be reading.</summary>
    /// <exception cref="SqliteException">The checkpoint failed; the writes before it are committed. It is tried again after as many pages.</exception>
    public CheckpointReport Checkpoint()
    {
        _pagesAtCheckpoint = _pages;
        var start = _time.GetTimestamp();
        var truncating = MayTruncate() && WalBytes > options.MaxWalSize;
        var code = raw.sqlite3_wal_checkpoint_v2(db, "main", truncating ? Truncate : Passive, out var log, out var done);
        var busy = SqliteErrors.Classify(code) == EngineErrorClass.Busy;
        if (!busy)
        {
            SqliteException.ThrowExceptionForRC(code, db);
        }

        _truncateFailed = truncating && busy ? start : truncating ? null : _truncateFailed;
        return new(truncating, log, done, WalBytes, busy || done < log, _time.GetElapsedTime(start));
    }

    /// <summary>To be called while the connection is still open.</summary>
    public void Dispose() => _length?.Dispose();

    // Where SQLite does not tell the length of the WAL, the pages that this connection wrote to it stand in.
    private int Pages()
    {
        if (_length is { } length)
        {
            return length.Pages;
        }

        raw.sqlite3_db_status(db, PagesWritten, out var written, out _, 0);
        return written;
    }

    private bool MayTruncate() => _truncateFailed is not { } failed || _time.GetElapsedTime(failed) >= TruncatePause;
}
