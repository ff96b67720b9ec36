using Lockkeeper.Locking;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB.Leasing;

/// <summary>
/// This process's place among those that only read: the shared mode of the line in the side file. Without a usable side file
/// it is had at once, and DuckDB's own lock decides.
/// </summary>
internal sealed class SharedLine(string path, ILogger logger) : IDisposable
{
    private FairFileLock? _lock;
    private bool _warned;

    /// <summary>Whether the place is not in the line that others stand in, and taking it anew may mend that: the side file was replaced.</summary>
    public bool IsLost
    {
        get
        {
            try
            {
                return _lock is not { IsCurrent: true };
            }
            catch (Exception error) when (SideFile.IsUnusable(error))
            {
                return true;
            }
        }
    }

    /// <summary>Whether a process waits that wants to write, or may wait unseen.</summary>
    public bool WritersWait()
    {
        try
        {
            return IsLost || _lock!.HasWaiters;
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            // Nobody can be seen: the lease then ends with its slice.
            return true;
        }
    }

    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lock ??= FairFileLock.Open(path);
            await _lock.AcquireAsync(LockMode.Shared, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            _warned = false;
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            Dispose();
            if (!_warned) Log.ReadsUnordered(logger, path, error.Message);
            _warned = true;
        }
    }

    public void Give()
    {
        try
        {
            if (_lock?.Mode is not null) _lock.Release();
        }
        catch (Exception error) when (SideFile.IsUnusable(error))
        {
            // To close the side file drops the place as well.
            Dispose();
        }
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
