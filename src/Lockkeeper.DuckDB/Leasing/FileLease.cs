using Lockkeeper.DuckDB.Errors;
using Lockkeeper.Engines;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB.Leasing;

/// <summary>
/// Whether and how this process has the file open, who may use it, and when it is closed. <c>DESIGN.md</c> of the project says
/// how each race is decided. One lock guards all state; the file is opened and closed under it.
/// </summary>
internal sealed class FileLease : IDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(50);

    private readonly string _path;
    private readonly DuckDBDatabaseOptions _options;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly WaitingReads _waiting = new();
    private readonly SharedLine _line;
    private readonly ITimer _watch;
    private LeaseMode _mode;
    private OpenFile? _file;
    private int _reads;
    private long _openedAt;
    private long _usedAt;

    // Nobody is let in any more: the file is closed with the last read.
    private bool _draining;

    // The writer stands in line or writes: reads wait for its lease instead of one of their own.
    private bool _writing;
    private bool _invalid;
    private bool _disposed;
    private CancellationTokenSource? _opening;
    private volatile ForeignHolder? _foreign;

    public FileLease(string path, DuckDBDatabaseOptions options, ILogger logger)
    {
        _path = path;
        _options = options;
        _logger = logger;
        _line = new SharedLine(path, logger);
        _watch = options.TimeProvider.CreateTimer(
            static lease => ((FileLease)lease!).Watch(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How the file is open now.</summary>
    public LeaseMode Mode
    {
        get
        {
            lock (_gate) return _mode;
        }
    }

    /// <summary>Whether reads run, or ran less than <see cref="DuckDBDatabaseOptions.IdleRelease"/> ago.</summary>
    public bool IsInUse
    {
        get
        {
            lock (_gate) return _reads > 0 || _options.TimeProvider.GetElapsedTime(_usedAt) < _options.IdleRelease;
        }
    }

    /// <summary>The program that had the file when this process last tried to open it, until it can open it.</summary>
    public ForeignHolder? Foreign => _foreign;

    /// <inheritdoc cref="ILeasedEngine.EnterReadAsync"/>
    public async ValueTask EnterReadAsync(string operation, TimeSpan timeout, Func<string> describeHolder, CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_gate)
        {
            if (_file is not null && !_draining)
            {
                _reads++;
                return;
            }

            if (_disposed) throw Closed(operation);
            place = _waiting.Add();
            OpenForReading();
        }

        try
        {
            await place.Value.Task.WaitAsync(timeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (!_waiting.Remove(place) && place.Value.Task.IsCompletedSuccessfully) LeaveReadLocked();
            }

            if (error is OperationCanceledException) throw;
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.ReadTimeout,
                $"{operation} waited {_options.ReadTimeout.TotalSeconds:0.0} s to read {_path}, which others had open for writing. {describeHolder()} "
                + "Write in shorter turns, or raise ReadTimeout.",
                error);
        }
    }

    /// <inheritdoc cref="ILeasedEngine.LeaveRead"/>
    public void LeaveRead()
    {
        lock (_gate) LeaveReadLocked();
    }

    /// <summary>The open file, for a read that was let in.</summary>
    public OpenFile FileOfRead()
    {
        lock (_gate) return _file ?? throw Closed("A read");
    }

    /// <summary>Makes way for this process's own writer, which is about to stand in line. Does not wait.</summary>
    /// <returns>Whether the file is not open for reading.</returns>
    public bool TryBeginWriting()
    {
        lock (_gate)
        {
            if (_mode == LeaseMode.Shared) return false;
            _writing = true;
            _opening?.Cancel();
            return true;
        }
    }

    /// <summary>
    /// The same, waiting until the reads on a shared lease are over: it is given up first and never turned into an exclusive one,
    /// for two processes that both wait for the other's shared lease would wait forever.
    /// </summary>
    public void BeginWriting()
    {
        lock (_gate)
        {
            _writing = true;
            _opening?.Cancel();
            if (_mode != LeaseMode.Shared) return;
            Drain();
            CloseFile();
        }
    }

    /// <summary>Opens the file for writing where it is not open yet, in one attempt. Only under the turn.</summary>
    /// <exception cref="DuckDBException">Another program has it open.</exception>
    /// <exception cref="SharedDatabaseException">It cannot be opened.</exception>
    public OpenFile OpenForWriting()
    {
        lock (_gate)
        {
            if (_invalid && _mode == LeaseMode.Exclusive)
            {
                Drain();
                CloseFile();
            }

            if (_mode == LeaseMode.Exclusive) return _file!;
            ObjectDisposedException.ThrowIf(_disposed, this);
            return Open(LeaseMode.Exclusive);
        }
    }

    /// <summary>
    /// Finishes the reads that run, checkpoints and closes the file. Blocks the calling thread until then. After it the turn may be given.
    /// </summary>
    public void EndWriting()
    {
        lock (_gate)
        {
            _writing = false;
            if (_mode == LeaseMode.Exclusive)
            {
                Drain();
                CloseFile();
            }

            OpenForReading();
        }
    }

    /// <summary>DuckDB takes nothing more on what is open: it is opened anew before the next write, or read.</summary>
    public void Invalidate(Exception error)
    {
        lock (_gate)
        {
            if (_invalid || _file is null) return;
            _invalid = true;
            Log.Invalidated(_logger, error, _path);
            if (_mode == LeaseMode.Shared) _draining = true;
        }
    }

    /// <inheritdoc cref="IDatabaseEngine.VerifyFile"/>
    public void Verify()
    {
        lock (_gate)
        {
            if (_file is null || _file.IsAtPath()) return;
        }

        throw new SharedDatabaseException(
            SharedDatabaseErrorKind.DatabaseReplaced,
            $"The file at '{_path}' is no longer the one that was opened: it was deleted, moved or replaced while in use. Nothing more is "
            + "written to it. Dispose the database and open it again; to restore a copy, stop all programs that use the file first.");
    }

    /// <summary>Waits for the reads that run and closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            _opening?.Cancel();
            _waiting.Fail(Closed("A read"));
            if (_file is not null)
            {
                Drain();
                if (_file is not null) CloseFile();
            }

            if (_opening is null) _line.Dispose();
        }

        _watch.Dispose();
    }

    private SharedDatabaseException Closed(string operation) =>
        new(SharedDatabaseErrorKind.Closed, $"{operation} came after {_path} was disposed.");

    private OpenFile Open(LeaseMode mode)
    {
        try
        {
            _file = OpenFile.Open(_path, _options, readOnly: mode == LeaseMode.Shared);
        }
        catch (DuckDBException error)
        {
            _foreign = LockConflict.Read(error.Message) ?? _foreign;
            throw;
        }

        _foreign = null;
        _mode = mode;
        _draining = false;
        _invalid = false;
        _openedAt = _usedAt = _options.TimeProvider.GetTimestamp();
        _reads += _waiting.LetIn();
        return _file;
    }

    private void CloseFile()
    {
        var shared = _mode == LeaseMode.Shared;
        var file = _file!;
        _file = null;
        _mode = LeaseMode.None;
        _draining = false;
        file.Close(checkpoint: !shared && !_invalid, _logger);
        if (!shared) return;
        _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _line.Give();
        Monitor.PulseAll(_gate);
        if (_disposed) _line.Dispose();
        else OpenForReading();
    }

    // Waits for the reads that run. Each ends by itself, by MaxReadDuration at the latest.
    private void Drain()
    {
        _draining = true;
        while (_reads > 0) Monitor.Wait(_gate);
    }

    private void LeaveReadLocked()
    {
        _reads--;
        _usedAt = _options.TimeProvider.GetTimestamp();
        if (_reads > 0) return;
        Monitor.PulseAll(_gate);
        if (_draining && _mode == LeaseMode.Shared && !_writing && !_disposed) CloseFile();
    }

    private void OpenForReading()
    {
        if (_opening is not null || _writing || _disposed || _mode != LeaseMode.None || !_waiting.Any) return;
        _opening = new CancellationTokenSource();

        // On a thread of the pool: whoever comes here holds the lock, and to enter the line takes the side file's door.
        _ = Task.Run(() => OpenForReadingAsync(_opening.Token));
    }

    private async Task OpenForReadingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _line.TakeAsync(cancellationToken).ConfigureAwait(false);
            while (!TryOpenForReading())
            {
                await Task.Delay(RetryAfter, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
                if (!_line.IsLost) continue;
                _line.Give();
                await _line.TakeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The writer of this process goes first, or all is disposed of.
        }
        catch (Exception error)
        {
            lock (_gate) _waiting.Fail(error);
        }

        lock (_gate)
        {
            if (_mode != LeaseMode.Shared) _line.Give();
            _opening!.Dispose();
            _opening = null;
            if (_disposed) _line.Dispose();
            else OpenForReading();
        }
    }

    // Returns whether there is nothing more to try.
    private bool TryOpenForReading()
    {
        lock (_gate)
        {
            if (_writing || _disposed || _mode != LeaseMode.None || !_waiting.Any) return true;
            try
            {
                Open(LeaseMode.Shared);
                _watch.Change(WatchEvery, WatchEvery);
                return true;
            }
            catch (DuckDBException)
            {
                // Another program has it open. Those who wait do so to their deadline.
                return false;
            }
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            if (_mode != LeaseMode.Shared || _writing || _disposed) return;
            var time = _options.TimeProvider;
            var isOver = time.GetElapsedTime(_openedAt) >= _options.TurnSlice || _reads == 0;
            if (_invalid || (isOver && _line.WritersWait())) _draining = true;
            if (_reads == 0 && (_draining || time.GetElapsedTime(_usedAt) >= _options.IdleRelease)) CloseFile();
        }
    }
}
