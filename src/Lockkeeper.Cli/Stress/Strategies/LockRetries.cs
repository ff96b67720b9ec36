using Polly;
using Polly.Retry;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>The backoff that applications write around a locked file: from 0.1 s doubling.</summary>
internal static class LockRetries
{
    /// <summary>Makes it.</summary>
    /// <param name="most">How often a write is tried again.</param>
    /// <param name="isLocked">Whether an error says that the file was locked; any other is final.</param>
    /// <param name="onRetry">Called before each wait.</param>
    public static ResiliencePipeline Create(int most, Func<Exception, bool> isLocked, Action onRetry) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle(isLocked),
            MaxRetryAttempts = most,
            Delay = TimeSpan.FromSeconds(0.1),
            BackoffType = DelayBackoffType.Exponential,
            OnRetry = _ =>
            {
                onRetry();
                return default;
            },
        })
        .Build();
}
