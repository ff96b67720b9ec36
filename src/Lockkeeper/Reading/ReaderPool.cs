using System.Collections.Concurrent;
using Lockkeeper.Engines;
using Lockkeeper.Retries;
using Lockkeeper.Telemetry;
using Lockkeeper.Writing;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Reading;

/// <summary>
/// A fixed number of connections that cannot write. Who finds none free waits in order, without a thread. One read is one
/// snapshot, on the caller's own thread.
/// </summary>
internal sealed class ReaderPool : IDisposable
{
    // An interrupted statement needs a moment to come back before its code counts as stuck.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private readonly IDatabaseEngine _engine;
    private readonly SharedDatabaseOptions _options;
    private readonly DatabaseMeter _meter;
    private readonly ILogger _logger;
    private readonly Clock _clock;
    private readonly BusyRetry _retry;
    private readonly ILeasedEngine? _leased;
    private readonly Func<string> _describeHolder;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentStack<IReaderSession> _idle = new();
    private readonly List<ReadLease> _leases = [];
    private volatile bool _disposed;

    public ReaderPool(
        IDatabaseEngine engine, SharedDatabaseOptions options, BusyRetry retry, DatabaseMeter meter, ILogger logger, Clock clock,
        Func<string> describeHolder)
    {
        _leased = engine as ILeasedEngine;
        _describeHolder = describeHolder;
        _engine = engine;
        _options = options;
        _retry = retry;
        _meter = meter;
        _logger = logger;
        _clock = clock;
        _free = new SemaphoreSlim(options.MaxReaders);
    }

    /// <summary>Reads at work now.</summary>
    public int InUse
    {
        get
        {
            lock (_leases) return _leases.Count;
        }
    }

    /// <summary>Since when the oldest read at work reads, UTC.</summary>
    public DateTimeOffset? OldestSince
    {
        get
        {
            lock (_leases) return _leases.Count == 0 ? null : _leases.Min(lease => lease.Since);
        }
    }

    /// <summary>Waits for a free connection and begins a snapshot on it. Opening one blocks the calling thread.</summary>
    public async ValueTask<ReadLease> BeginAsync(string operation, bool unlimited, CancellationToken cancellationToken)
    {
        var asked = _clock.Now;
        var free = _free.WaitAsync(_options.ReadTimeout, cancellationToken);
        var atOnce = free.IsCompleted;
        if (!await free.ConfigureAwait(false)) throw TimedOut(operation);
        try
        {
            // Not before: who lets others go first must not lose its place among the readers.
            if (atOnce && PoolCourtesy.IsDue()) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (_disposed) throw Closed(operation);
            if (_leased is not null) await EnterAsync(_leased, operation, asked, cancellationToken).ConfigureAwait(false);
            Instruments.ReadWait.Record(_clock.Since(asked).TotalSeconds, _meter.Tags);
            return Begin(operation, unlimited);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Ends the snapshot and gives the connection back, or closes it where it is not clean any more.</summary>
    public void End(ReadLease lease)
    {
        lease.End();
        lock (_leases) _leases.Remove(lease);
        Instruments.ReadDuration.Record(_clock.Since(lease.Started).TotalSeconds, _meter.Tags);
        try
        {
            if (TryClean(lease.Session) && !_disposed) _idle.Push(lease.Session);
            else lease.Session.Dispose();
        }
        finally
        {
            _free.Release();
        }

        if (_disposed) CloseIdle();
        PoolCourtesy.Answered();
    }

    /// <summary>
    /// Interrupts the reads that keep their snapshot too long, and once more those that were cancelled and still go on: an
    /// interruption ends only the statement that runs at that moment. What is in no statement then, and stays there, has its
    /// snapshot taken away.
    /// </summary>
    public void StopOverdue()
    {
        var before = _clock.Now - _clock.Ticks(_options.MaxReadDuration);
        var stuck = before - _clock.Ticks(Grace);
        ReadLease[] overdue;
        lock (_leases)
        {
            if (_leases.Count == 0) return;
            overdue = [.. _leases.Where(lease => (lease.Started <= before && !lease.IsUnlimited) || lease.StopReason != StopReason.None)];
        }

        foreach (var lease in overdue)
        {
            // Neither this nor the deadlines of writes wait for a statement that does not heed its interruption.
            if (lease.IsBeingAbandoned) continue;
            if (lease.Stop(StopReason.TooLong))
                _logger.ReadTooLong(_engine.DatabasePath, lease.Operation, _options.MaxReadDuration.TotalSeconds);
            else if (lease.Started <= stuck)
                lease.Abandon();
        }
    }

    /// <summary>The exception that the caller of a failed read sees.</summary>
    public Exception Explain(ReadLease lease, Exception error, CancellationToken cancellationToken) => lease.StopReason switch
    {
        StopReason.Cancelled => new OperationCanceledException($"{lease.Operation} was cancelled.", error, cancellationToken),
        StopReason.TooLong => new SharedDatabaseException(
            SharedDatabaseErrorKind.ReadTooLong,
            $"{lease.Operation} read {_engine.DatabasePath} for more than {_options.MaxReadDuration.TotalSeconds:0.###} s and was "
            + "interrupted, because a long read keeps the write-ahead log from being checkpointed. Read in parts, or raise MaxReadDuration.",
            error),
        _ => error,
    };

    public void Dispose()
    {
        _disposed = true;
        CloseIdle();
    }

    private ValueTask EnterAsync(ILeasedEngine leased, string operation, long asked, CancellationToken cancellationToken)
    {
        var left = _options.ReadTimeout - _clock.Since(asked);
        return leased.EnterReadAsync(operation, left > TimeSpan.Zero ? left : TimeSpan.Zero, _describeHolder, cancellationToken);
    }

    private ReadLease Begin(string operation, bool unlimited)
    {
        try
        {
            return BeginSession(operation, unlimited);
        }
        catch
        {
            _leased?.LeaveRead();
            throw;
        }
    }

    private ReadLease BeginSession(string operation, bool unlimited)
    {
        // Before every read, as before every transaction: kept connections would go on reading a file that has been replaced.
        _engine.VerifyFile();
        var session = _idle.TryPop(out var idle) ? idle : _engine.OpenReader();
        try
        {
            _retry.Run(session.Begin, operation);
        }
        catch (Exception error)
        {
            session.Dispose();
            throw _engine.Translate(error, null);
        }

        var lease = new ReadLease(session, operation, _clock.Now, _clock.UtcNow) { IsUnlimited = unlimited };
        lock (_leases) _leases.Add(lease);
        return lease;
    }

    private static bool TryClean(IReaderSession session)
    {
        try
        {
            return session.End();
        }
        catch (Exception)
        {
            // A connection that cannot end its snapshot is closed, which ends it.
            return false;
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var session)) session.Dispose();
    }

    private SharedDatabaseException TimedOut(string operation) => new(
        SharedDatabaseErrorKind.ReadTimeout,
        $"{operation} waited {_options.ReadTimeout.TotalSeconds:0.0} s for one of the {_options.MaxReaders} reader connections of "
        + $"{_engine.DatabasePath}; the oldest has been reading since {OldestSince:u}. Read in shorter pieces, or raise MaxReaders or ReadTimeout.");

    private SharedDatabaseException Closed(string operation) => new(
        SharedDatabaseErrorKind.Closed, $"{operation} came after {_engine.DatabasePath} was disposed.");
}
