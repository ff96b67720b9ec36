using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Locking;

/// <summary>
/// The board in the side file on which every process shows what it does with the database: a slot for each time that a
/// process has the database open, living as long as the kernel holds its byte. Read and written with ordinary reads and
/// writes at offsets, never through a memory map. Nothing of it fails: what cannot be shown is logged once.
/// </summary>
public sealed class PresenceBoard : IPresenceBoard
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _lookAfter = TimeSpan.FromSeconds(1);

    private readonly string _databasePath;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly byte[] _bytes = new byte[SideFileLayout.SlotSize];
    private SideFile? _file;
    private int _slot = -1;
    private long _triedAt;
    private long _lookedAt;
    private bool _tried;
    private bool _warned;
    private bool _disposed;

    /// <summary>Takes a slot, if there is one, and shows this process as idle.</summary>
    internal PresenceBoard(string databasePath, ILogger logger, TimeProvider time)
    {
        _databasePath = databasePath;
        _logger = logger;
        _time = time;
        BoardSlot.WriteProcess(_bytes, Environment.ProcessId, StartTime(time), AppDomain.CurrentDomain.FriendlyName);
        Show(new BoardState(TurnState.Idle, "", time.GetUtcNow(), 0, 0, null, default, null));
    }

    /// <summary>
    /// Who has a database open, in the order of their slots. Takes no slot and needs no right to write. Empty where no
    /// process has it open or there is no side file.
    /// </summary>
    /// <param name="databasePath">The database file.</param>
    /// <exception cref="IOException">The side file cannot be read, or is of another version.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static IReadOnlyList<BoardEntry> ReadFrom(string databasePath)
    {
        try
        {
            using SideFile file = SideFile.OpenReadOnly(Path.GetFullPath(databasePath));
            return [.. BoardReader.Read(file, own: -1).Values];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    void IPresenceBoard.Publish(in BoardState state) => Show(state);

    /// <summary>
    /// Lets programs that this process starts from now on inherit the entry: it lasts until they have ended too.
    /// </summary>
    internal void LetProgramsInherit()
    {
        lock (_gate)
        {
            if (!_disposed) _file?.LetProgramsInherit();
        }
    }

    /// <summary>Shows the entry as that of another process, a program that this one has started.</summary>
    internal void ShowAs(int processId, DateTimeOffset startTime, string name, in BoardState state)
    {
        lock (_gate)
        {
            BoardSlot.WriteProcess(_bytes, processId, startTime, name);
            Show(state);
        }
    }

    /// <summary>All living processes that have the database open, this one included, in the order of their slots.</summary>
    public IReadOnlyList<BoardEntry> Read()
    {
        lock (_gate)
        {
            BoardEntry self = BoardSlot.Read(_bytes)!;
            if (_disposed) return [self];
            try
            {
                if (!Prepare(look: true)) return [self];
                SortedList<int, BoardEntry> found = BoardReader.Read(_file!, _slot);
                // Without a slot it is the last.
                found[_slot >= 0 ? _slot : SideFileLayout.SlotCount] = self;
                return [.. found.Values];
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                Fail(error);
                return [self];
            }
        }
    }

    /// <summary>Gives up the slot. What the process did last is no longer shown.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Close();
        }
    }

    private static DateTimeOffset StartTime(TimeProvider time)
    {
        try
        {
            using Process process = Process.GetCurrentProcess();
            return new DateTimeOffset(process.StartTime);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or NotSupportedException or IOException)
        {
            // A sandbox that hides even this: the time of opening is the next best.
            return time.GetUtcNow();
        }
    }

    private void Show(in BoardState state)
    {
        lock (_gate)
        {
            BoardSlot.WriteState(_bytes, state);
            if (_disposed) return;
            try
            {
                if (Prepare(look: _time.GetElapsedTime(_lookedAt) >= _lookAfter) && _slot >= 0) Write();
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                Fail(error);
            }
        }
    }

    /// <returns>Whether there is a file to read and, unless the board is full, a slot in it.</returns>
    private bool Prepare(bool look)
    {
        if (_file is not null && look)
        {
            _lookedAt = _time.GetTimestamp();
            if (!_file.IsCurrent()) Close();
            else if (_slot < 0 && IsDue()) Claim(_file);
        }
        if (_file is not null) return true;
        // A replaced file is opened at once; only a failure makes it wait.
        if (_tried && !IsDue()) return false;
        _lookedAt = _time.GetTimestamp();
        _file = SideFile.Open(_databasePath);
        _tried = false;
        Claim(_file);
        return true;
    }

    private bool IsDue() => _time.GetElapsedTime(_triedAt) >= _retryAfter;

    private void Claim(SideFile file)
    {
        for (int slot = 0; slot < SideFileLayout.SlotCount; slot++)
        {
            if (!file.Locks.TryLock(SideFileLayout.SlotClaims + slot, 1, LockMode.Exclusive)) continue;
            _slot = slot;
            // Alive only once the slot no longer shows the entry of a dead process.
            Write();
            file.Locks.Lock(SideFileLayout.SlotLives + slot, 1, LockMode.Exclusive);
            _warned = false;
            return;
        }
        _triedAt = _time.GetTimestamp();
        if (_warned) return;
        _warned = true;
        LockingLog.BoardFull(_logger, SideFileLayout.SlotCount, SideFile.PathOf(_databasePath));
    }

    private void Write() => RandomAccess.Write(_file!.Handle, _bytes, SideFileLayout.SlotOffset(_slot));

    private void Fail(Exception error)
    {
        Close();
        _tried = true;
        _triedAt = _time.GetTimestamp();
        if (_warned) return;
        _warned = true;
        LockingLog.BoardUnusable(_logger, SideFile.PathOf(_databasePath), error.Message);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _slot = -1;
    }
}
