using Microsoft.Extensions.Logging;

namespace Lockkeeper.Locking;

/// <summary>
/// The turn as an exclusive lock in the side file. One caller at a time; <see cref="Dispose"/> may come from any thread.
/// </summary>
/// <remarks>
/// Without a usable side file the turn is had at once and <see cref="OthersWait"/> says yes, so that each slice ends and
/// the file is tried again: every five seconds. The engine's own lock then decides who writes.
/// </remarks>
internal sealed class FileTurn(string databasePath, ILogger logger, TimeProvider time) : ITurn
{
    private const int MaxReplacements = 8;
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _lookAfter = TimeSpan.FromMilliseconds(50);

    private TicketLine? _line;
    private long _ticket;
    private long _failedAt;
    private long _lookedAt;
    private bool _unordered;
    private volatile bool _held;
    private volatile bool _disposed;

    /// <inheritdoc/>
    public bool IsHeld => _held && !_disposed;

    /// <inheritdoc/>
    public bool TryTake()
    {
        if (_held) return true;
        try
        {
            if (_ticket == 0) return Enter(wait: false);
            return _line!.IsFirst(LockMode.Exclusive, _ticket) && KeepIfCurrent();
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            return TakeUnordered(error);
        }
    }

    /// <summary>
    /// Takes the turn, waiting in line. Blocks the calling thread in the kernel: the wait ends when all that came before
    /// are gone, and nothing else ends it. After <see cref="Dispose"/> it then returns without the turn.
    /// </summary>
    public void Take()
    {
        while (!_held && !_disposed)
        {
            try
            {
                if (_ticket == 0 && Enter(wait: true)) return;
                if (_ticket == 0) continue;
                _line!.Advance(LockMode.Exclusive, _ticket);
                KeepIfCurrent();
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                TakeUnordered(error);
            }
        }
    }

    /// <inheritdoc/>
    public void Give()
    {
        bool owned = _held || _ticket != 0;
        _held = false;
        _ticket = 0;
        if (!owned || _line is not { } line) return;
        try
        {
            line.Release();
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            // Closing the file drops its locks whatever the reason.
            Fail(error);
        }
    }

    /// <inheritdoc/>
    public bool IsLost
    {
        get
        {
            if (!_held) return false;
            if (_line is not { } line) return time.GetElapsedTime(_failedAt) >= _retryAfter;
            try
            {
                return !line.IsCurrent();
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public bool OthersWait()
    {
        if (!_held) return false;
        if (_line is not { } line) return true;
        try
        {
            return line.IsFollowed(LockMode.Exclusive, _ticket) || IsDueAndReplaced(line);
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        TicketLine? line = _line;
        try
        {
            // A thread that waits in the kernel keeps the file open until it wakes; its ticket must not wait with it.
            line?.Release();
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            // The file is closed next, which drops the locks.
        }
        line?.Dispose();
        _held = false;
    }

    private bool Enter(bool wait)
    {
        for (int attempt = 0; attempt < MaxReplacements; attempt++)
        {
            if (_disposed) return false;
            if (Line() is not { } line) return _held = true;
            LineEntry entry = line.Enter(LockMode.Exclusive, wait, queue: true, givenUp: null, out _ticket);
            if (entry == LineEntry.Replaced)
            {
                Close();
                continue;
            }
            if (entry == LineEntry.Granted) Keep();
            return IsHeld;
        }
        throw new IOException("It is deleted or replaced again and again.");
    }

    private TicketLine? Line()
    {
        if (_line is not null) return _line;
        if (_unordered && time.GetElapsedTime(_failedAt) < _retryAfter) return null;
        SideFile file = SideFile.Open(databasePath);
        if (file.WasForeign) LockingLog.SideFileRewritten(logger, SideFile.PathOf(databasePath));
        _line = new TicketLine(file);
        if (_unordered) LockingLog.OrderRestored(logger, SideFile.PathOf(databasePath));
        _unordered = false;
        return _line;
    }

    private void Keep()
    {
        _lookedAt = time.GetTimestamp();
        _held = true;
    }

    private bool KeepIfCurrent()
    {
        if (_line!.IsCurrent()) Keep();
        else Close();
        return IsHeld;
    }

    // Who waits in a new file is not seen in the old one: looked for now and then, so that the old holder's slice ends.
    private bool IsDueAndReplaced(TicketLine line)
    {
        if (time.GetElapsedTime(_lookedAt) < _lookAfter) return false;
        _lookedAt = time.GetTimestamp();
        return !line.IsCurrent();
    }

    private bool TakeUnordered(Exception error)
    {
        if (_disposed) return false;
        Fail(error);
        return _held = true;
    }

    private void Fail(Exception error)
    {
        Close();
        _failedAt = time.GetTimestamp();
        if (_unordered) return;
        _unordered = true;
        LockingLog.TurnsUnordered(logger, SideFile.PathOf(databasePath), error.Message);
    }

    private void Close()
    {
        _ticket = 0;
        _line?.Dispose();
        _line = null;
    }
}
