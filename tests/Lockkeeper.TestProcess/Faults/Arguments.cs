using System.Globalization;
using Lockkeeper.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.TestProcess.Faults;

/// <summary>What a verb of the rig is told: <c>name=value</c> each.</summary>
internal sealed class Arguments(IEnumerable<string> arguments)
{
    private readonly Dictionary<string, string> _values = arguments
        .Select(static argument => argument.Split('=', 2))
        .ToDictionary(static parts => parts[0], static parts => parts[1]);

    public string this[string name] => _values[name];

    public bool Has(string name) => _values.ContainsKey(name);

    public long Number(string name, long otherwise) =>
        _values.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>The database's options, those that the test names; warnings go to standard error.</summary>
    public SqliteDatabaseOptions Options()
    {
        var options = new SqliteDatabaseOptions
        {
            WriteTimeout = TimeSpan.FromMilliseconds(Number("timeout", 60_000)),
            MaxWriteDuration = TimeSpan.FromMilliseconds(Number("maxwrite", 60_000)),
            MaxReadDuration = TimeSpan.FromMilliseconds(Number("maxread", 60_000)),
            CheckpointPages = (int)Number("checkpoint", 1_000),
            MaxWalSize = Number("maxwal", 64 << 20),
            TurnSlice = TimeSpan.FromMilliseconds(Number("slice", 5)),
            LoggerFactory = new ErrorLog(),
        };
        options.Retry.MaxRetries = (int)Number("retries", 5);
        if (Has("pages")) options.Pragmas["max_page_count"] = this["pages"];
        return options;
    }

    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine($"{eventId.Id} {logLevel} {formatter(state, exception)} {exception?.Message}".ReplaceLineEndings(" "));

        public void Dispose()
        {
        }
    }
}
