using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Tests.Facade;

/// <summary>Keeps what is logged, from any thread.</summary>
internal sealed class LogRecorder : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<(int Event, LogLevel Level, string Text)> _entries = new();

    public IReadOnlyList<(int Event, LogLevel Level, string Text)> Entries => [.. _entries];

    public IEnumerable<string> Texts => _entries.Select(entry => entry.Text);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Id, logLevel, formatter(state, exception)));

    public void AddProvider(ILoggerProvider provider)
    {
        // It is the only one.
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
        // Nothing is held.
    }
}
