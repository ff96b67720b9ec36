using Lockkeeper.Engines;
using Lockkeeper.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Lockkeeper.Retries;

/// <summary>
/// Begins a transaction again and again while a program that knows nothing of the turn holds the engine's lock. The one
/// owner of retries: neither the driver nor the engine waits by itself. Blocks the calling thread between attempts.
/// </summary>
internal sealed class BusyRetry
{
    private readonly ResiliencePipeline _pipeline;
    private readonly IDatabaseEngine _engine;
    private readonly ILogger _logger;
    private readonly WriteMeter _meter;

    public BusyRetry(IDatabaseEngine engine, SharedDatabaseOptions options, ILogger logger, WriteMeter meter)
    {
        _engine = engine;
        _logger = logger;
        _meter = meter;
        MaxRetries = options.Retry.MaxRetries;
        _pipeline = MaxRetries == 0 ? ResiliencePipeline.Empty : Build(options);
    }

    public int MaxRetries { get; }

    /// <summary>
    /// Runs <paramref name="begin"/>, again and again while it meets the engine's lock in foreign hands. Nothing is
    /// allocated when the first attempt succeeds.
    /// </summary>
    /// <param name="begin">One attempt.</param>
    /// <param name="operation">For the log.</param>
    /// <param name="stop">Ends the waiting, with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="Exception">The last attempt's error.</exception>
    public void Run(Action begin, string operation, CancellationToken stop = default)
    {
        try
        {
            begin();
        }
        catch (Exception error) when (_engine.Classify(error) == EngineErrorClass.Busy)
        {
            RunAgain(begin, error, operation, stop);
        }
    }

    private void RunAgain(Action begin, Exception first, string operation, CancellationToken stop)
    {
        var attempt = new Attempt(begin, first);
        var context = ResilienceContextPool.Shared.Get(operation, stop);
        try
        {
            _pipeline.Execute(static (_, state) => state.Run(), context, attempt);
        }
        catch (Exception error) when (_engine.Classify(error) == EngineErrorClass.Busy)
        {
            _logger.LockedAfterRetries(operation, MaxRetries);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline Build(SharedDatabaseOptions options) =>
        new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(error => _engine.Classify(error) == EngineErrorClass.Busy),
                MaxRetryAttempts = options.Retry.MaxRetries,
                Delay = options.Retry.BaseDelay,
                MaxDelay = options.Retry.MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = options.Retry.Jitter,
                OnRetry = retry =>
                {
                    _meter.Retried();
                    _logger.LockedRetrying(
                        retry.Context.OperationKey ?? "", retry.AttemptNumber + 1, MaxRetries, retry.RetryDelay.TotalSeconds);
                    return default;
                },
            })
            .Build();

    private sealed class Attempt(Action begin, Exception first)
    {
        private Exception? _first = first;

        public void Run()
        {
            // The pipeline counts its first call as the attempt that was already made.
            if (Interlocked.Exchange(ref _first, null) is { } error) throw error;
            begin();
        }
    }
}
