using System.Data.Common;
using System.Diagnostics;
using Lockkeeper.Engines;
using Lockkeeper.Locking;
using Lockkeeper.Reading;
using Lockkeeper.Retries;
using Lockkeeper.Status;
using Lockkeeper.Telemetry;
using Lockkeeper.Writing;
using Microsoft.Extensions.Logging;

namespace Lockkeeper;

/// <summary>
/// The one open state of one file in this process: every <see cref="SharedDatabase"/> of the file shares it. Puts the
/// parts together, and each call on its way.
/// </summary>
internal sealed class DatabaseCore : IAsyncDisposable
{
    private readonly IDatabaseEngine _engine;
    private readonly ILogger _logger;
    private readonly Clock _clock;
    private readonly TimeSpan _writeTimeout;
    private readonly PendingWrites _pending = new();
    private readonly AdmissionGate _admission;
    private readonly DatabaseMeter _meter;
    private readonly Presence _presence;
    private readonly WriteQueue _queue;
    private readonly ReaderPool _readers;
    private readonly Heartbeat _heartbeat;
    private readonly WriteMeter _writes;
    private volatile bool _closed;

    public DatabaseCore(IDatabaseEngine engine, SharedDatabaseOptions options)
    {
        var logger = _logger = options.LoggerFactory.CreateLogger("Lockkeeper");
        _engine = engine;
        _clock = new Clock(options.TimeProvider);
        _writeTimeout = options.WriteTimeout;

        // First what can fail for the file's sake.
        var session = engine.OpenWriter();
        _meter = new DatabaseMeter(engine);
        var writes = _writes = new WriteMeter(_meter, _clock);
        var retry = new BusyRetry(engine, options, logger, writes);
        var board = new PresenceBoard(engine.DatabasePath, logger, options.TimeProvider);
        _presence = new Presence(engine, board, _clock, writes);
        _admission = new AdmissionGate(_pending, options.MaxQueuedWrites);
        _readers = new ReaderPool(engine, options, retry, _meter, logger, _clock, _presence.DescribeHolder);
        var services = new WriteServices(engine, options, logger, writes, retry, _presence, _pending, _clock);
        var leased = engine as ILeasedEngine;
        ITurn fileTurn = new FileTurn(engine.DatabasePath, logger, options.TimeProvider);
        var turn = new TurnKeeper(
            leased?.Lease(fileTurn) ?? fileTurn, _presence, writes, _clock, options.TurnSlice, leased?.IdleRelease);
        _queue = new WriteQueue(
            engine, session, services, _pending, turn, _admission, new Maintenance(engine, board, _meter, logger, _clock), logger, options,
            () => _heartbeat?.Start());
        _heartbeat = new Heartbeat(_pending, _admission, _queue, _readers, services, _presence, _clock, options);

        _meter.QueueLength = _presence.QueueLength = () => _pending.Count + _admission.Waiting;
        _meter.ReadersInUse = () => _readers.InUse;
        _presence.Readers = () => (_readers.InUse, _readers.OldestSince);
        _presence.Show(TurnState.Idle, "");
    }

    public string DatabasePath => _engine.DatabasePath;

    /// <summary>The engine that the file was opened with first.</summary>
    public IDatabaseEngine Engine => _engine;

    /// <summary>Whether it was disposed of, or is being disposed of.</summary>
    public bool IsClosed => _closed;

    /// <summary>
    /// Asks for the turn for a connection of its own: the request is lent the turn at once where it is free, and queued
    /// otherwise. Whoever is lent it must give it back with <see cref="GiveTurn"/>.
    /// </summary>
    public void AskForTurn(TurnRequest request, TimeSpan timeout, CancellationToken cancellationToken, string operation)
    {
        WriteScope.Check(this, operation);
        cancellationToken.ThrowIfCancellationRequested();
        var now = _clock.Now;
        request.Prepare(operation, now, now + _clock.Ticks(timeout), batch: false, cancellationToken);
        if (_queue.TryLendInline(request)) return;
        Enqueue(request);

        // Nobody is before it in this process: who gives the turn back may be almost there.
        if (_pending.Count <= 1) request.Announce(_queue);
    }

    /// <summary>Gives the turn back once the transaction is over, and counts what was committed meanwhile.</summary>
    /// <returns><see langword="false"/> when it was taken away before.</returns>
    public bool GiveTurn(TurnRequest request, int committed)
    {
        if (committed > 0)
        {
            _writes.Committed(committed);
            _writes.Acknowledged(request.Asked, _clock.Now);
        }

        return _queue.TakeBack(request);
    }

    /// <summary>Blocks the calling thread until <paramref name="request"/> is lent the turn, or throws.</summary>
    public void AwaitTurn(TurnRequest request) => request.Wait(_queue);

    /// <summary>Keeps the turn between two transactions where that is better for all. Otherwise it is to be given back.</summary>
    public bool TryKeepTurn(TurnRequest request)
    {
        if (!_queue.MayKeep(request)) return false;
        request.Keep(_clock.Now);

        // Who is next may have fallen asleep before it could see that.
        return _queue.IsWatched || !request.TryGoOn();
    }

    /// <summary>How long <paramref name="request"/> may hold the turn counts from now.</summary>
    public void RestartLimit(TurnRequest request) => request.Started = _clock.Now;

    /// <summary>A connection met the engine's lock in the hands of a program that knows nothing of the turn, and tries again after <paramref name="delay"/>.</summary>
    /// <param name="operation">What it is called.</param>
    /// <param name="retry">From 1 on. Counted; logged up to <paramref name="maxRetries"/>.</param>
    /// <param name="maxRetries">Of the options.</param>
    /// <param name="delay">The pause.</param>
    public void LockedRetrying(string operation, int retry, int maxRetries, TimeSpan delay)
    {
        _writes.Retried();
        if (retry <= maxRetries) _logger.LockedRetrying(operation, retry, maxRetries, delay.TotalSeconds);
    }

    /// <summary>It met it until its deadline.</summary>
    public void LockedAfterRetries(string operation, int retries) => _logger.LockedAfterRetries(operation, retries);

    /// <summary>The engine's lock was in the hands of a program that knows nothing of the turn until the deadline.</summary>
    public string DescribeHolder() => _presence.DescribeHolder();

    public ValueTask<int> Execute(StatementRequest request, CancellationToken cancellationToken, WriteOptions? options, string operation)
    {
        if (Instruments.Activities.HasListeners()) return ExecuteTracedAsync(request, cancellationToken, options, operation);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellationToken);
        Prepare(request, cancellationToken, options, operation);
        if (_queue.IsForCaller())
        {
            request.IsInline = true;
            if (TryRunInline(request)) return request.TakeResult();
            request.IsInline = false;
        }

        // Taken now: once it is queued, it may be finished and used again at any moment.
        var awaitable = request.Awaitable;
        Enqueue(request);
        return awaitable;
    }

    public Task<T> Write<T>(WorkRequest<T> request, CancellationToken cancellationToken, WriteOptions? options, string operation)
    {
        if (Instruments.Activities.HasListeners()) return WriteTracedAsync(request, cancellationToken, options, operation);
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        Prepare(request, cancellationToken, options, operation);
        if (!request.MayRunInline || !_queue.IsForCaller() || !TryRunInline(request)) Enqueue(request);
        return request.Task;
    }

    /// <summary>Now, UTC, by the clock of the options.</summary>
    public DateTimeOffset UtcNow => _clock.UtcNow;

    /// <summary>Runs <paramref name="work"/> on one snapshot; its task is awaited inside.</summary>
    /// <param name="work">What to read.</param>
    /// <param name="cancellationToken">Ends the wait, or interrupts it.</param>
    /// <param name="operation">What it is called.</param>
    /// <param name="unlimited">Whether <see cref="SharedDatabaseOptions.MaxReadDuration"/> is not for it: a backup ends by itself.</param>
    public async Task<T> ReadAsync<T>(
        Func<DbConnection, Task<T>> work, CancellationToken cancellationToken, string operation, bool unlimited = false)
    {
        using var activity = StartActivity("read", operation);
        ReadLease? lease = null;
        try
        {
            lease = await _readers.BeginAsync(operation, unlimited, cancellationToken).ConfigureAwait(false);
            _heartbeat.Start();
            using (cancellationToken.UnsafeRegister(static read => ((ReadLease)read!).Stop(StopReason.Cancelled), lease))
            {
                var result = await work(lease.Session.Connection).ConfigureAwait(false);
                return !lease.IsAbandoned ? result : throw new InvalidOperationException("Its snapshot was taken away before it ended.");
            }
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            if (lease is null || lease.StopReason == StopReason.None) throw;
            throw _readers.Explain(lease, error, cancellationToken);
        }
        finally
        {
            if (lease is not null) _readers.End(lease);
        }
    }

    public DatabaseStatus GetStatus() => _presence.GetStatus();

    /// <summary>Closes everything. Called once, by the registry.</summary>
    public async ValueTask DisposeAsync()
    {
        // The writer closes last: SQLite then empties the write-ahead log, which a reader cannot.
        _closed = true;
        _engine.CloseConnections();
        _queue.EndLoans();
        _readers.Dispose();
        await _queue.DisposeAsync().ConfigureAwait(false);
        _heartbeat.Dispose();
        _presence.Dispose();
        _meter.Dispose();
        _engine.Dispose();
    }

    private void Prepare(WriteRequest request, CancellationToken cancellationToken, WriteOptions? options, string operation)
    {
        WriteScope.Check(this, operation);
        var now = _clock.Now;
        request.Prepare(
            operation, now, now + _clock.Ticks(options?.Timeout ?? _writeTimeout), options?.Batch ?? true, cancellationToken);
    }

    // Whether the request is finished, done or cancelled. Otherwise it may be queued.
    private bool TryRunInline(WriteRequest request)
    {
        request.BeginCancellation();
        var done = _queue.TryRunInline(request);
        request.EndCancellation();
        PoolCourtesy.Answered();
        return done || request.State == WriteState.Dropped;
    }

    private void Enqueue(WriteRequest request)
    {
        request.BeginCancellation();
        _queue.Add(request);
    }

    private async ValueTask<int> ExecuteTracedAsync(
        StatementRequest request, CancellationToken cancellationToken, WriteOptions? options, string operation)
    {
        using var activity = StartActivity("write", operation);
        activity?.SetTag("db.query.text", request.StatementText);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepare(request, cancellationToken, options, operation);
            var awaitable = request.Awaitable;
            Enqueue(request);
            return await awaitable.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
    }

    private async Task<T> WriteTracedAsync<T>(
        WorkRequest<T> request, CancellationToken cancellationToken, WriteOptions? options, string operation)
    {
        using var activity = StartActivity("write", operation);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepare(request, cancellationToken, options, operation);
            Enqueue(request);
            return await request.Task.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
    }

    // Named as OpenTelemetry names database spans: the operation, then the target.
    private Activity? StartActivity(string kind, string operation)
    {
        if (!Instruments.Activities.HasListeners()) return null;
        var activity = Instruments.Activities.StartActivity($"{kind} {_meter.Namespace}", ActivityKind.Client);
        activity?.SetTag("db.system.name", _engine.Name);
        activity?.SetTag("db.namespace", _meter.Namespace);
        activity?.SetTag("db.operation.name", operation);
        return activity;
    }
}
