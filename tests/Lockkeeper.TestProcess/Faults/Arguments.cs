using System.Globalization;
using Lockkeeper.DuckDB;
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

    /// <summary>
    /// Opens the database with the options that the test names, by the engine that its name says; warnings go to standard error.
    /// </summary>
    public SharedDatabase Open(string path) => Entries.IsDuckDB(path) ? DuckDBDatabase.Open(path, DuckDB()) : SqliteDatabase.Open(path, Sqlite());

    private SqliteDatabaseOptions Sqlite()
    {
        var options = new SqliteDatabaseOptions
        {
            CheckpointPages = (int)Number("checkpoint", 1_000),
            MaxWalSize = Number("maxwal", 64 << 20),
        };
        Set(options, slice: 5, retries: 5);
        if (Has("pages")) options.Pragmas["max_page_count"] = this["pages"];
        return options;
    }

    private DuckDBDatabaseOptions DuckDB()
    {
        var options = new DuckDBDatabaseOptions { IdleRelease = TimeSpan.FromMilliseconds(Number("idle", 1_000)) };
        Set(options, slice: 50, retries: 100);
        if (Has("checkpoint")) options.Settings["checkpoint_threshold"] = $"{this["checkpoint"]}KB";
        return options;
    }

    private void Set(SharedDatabaseOptions options, long slice, long retries)
    {
        options.WriteTimeout = TimeSpan.FromMilliseconds(Number("timeout", 60_000));
        options.ReadTimeout = TimeSpan.FromMilliseconds(Number("timeout", 60_000));
        options.MaxWriteDuration = TimeSpan.FromMilliseconds(Number("maxwrite", 60_000));
        options.MaxReadDuration = TimeSpan.FromMilliseconds(Number("maxread", 60_000));
        options.TurnSlice = TimeSpan.FromMilliseconds(Number("slice", slice));
        options.LoggerFactory = new ErrorLog();
        options.Retry.MaxRetries = (int)Number("retries", retries);
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
