using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>
/// Keeps the first warning of each kind, for the parent to show once: thousands of equal lines from many processes would
/// bury the figures.
/// </summary>
/// <param name="ignoredEvent">The name of an event that does not matter here, or <see langword="null"/>.</param>
internal sealed class WarningCollector(string? ignoredEvent) : ILoggerProvider
{
    private readonly ConcurrentDictionary<int, string> _firstByEvent = new();

    /// <summary>The first message of each event, in the order of their ids.</summary>
    public IReadOnlyList<string> Messages => [.. _firstByEvent.OrderBy(entry => entry.Key).Select(entry => entry.Value)];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Collector(_firstByEvent, ignoredEvent);

    /// <inheritdoc/>
    public void Dispose()
    {
        // It holds nothing but strings.
    }

    private sealed class Collector(ConcurrentDictionary<int, string> firstByEvent, string? ignoredEvent) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || (ignoredEvent is not null && eventId.Name == ignoredEvent) || firstByEvent.ContainsKey(eventId.Id)) return;
            firstByEvent.TryAdd(eventId.Id, formatter(state, exception));
        }
    }
}
