using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Leasing;
using Lockkeeper.DuckDB.Maintaining;
using Lockkeeper.DuckDB.Reading;
using Lockkeeper.DuckDB.Writing;
using Lockkeeper.Engines;
using Lockkeeper.Locking;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.DuckDB;

/// <summary>DuckDB behind Lockkeeper's contract: one instance stands for one file, which is open only under a lease.</summary>
internal sealed class DuckDBEngine : ILeasedEngine
{
    private readonly FileLease _lease;
    private readonly ILogger _logger;

    /// <summary>Finds or creates the file.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be created or shared.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public DuckDBEngine(string path, DuckDBDatabaseOptions options)
    {
        Options = options.Freeze();
        _logger = Options.LoggerFactory.CreateLogger("Lockkeeper.DuckDB");
        DatabasePath = FileCreation.Locate(path, Options);
        Maintenance = new DuckDBMaintenance(DatabasePath);
        _lease = new FileLease(DatabasePath, Options, _logger);
    }

    /// <inheritdoc/>
    public string Name => "duckdb";

    /// <inheritdoc/>
    public string DatabasePath { get; }

    /// <inheritdoc/>
    public string Identity => $"duckdb:{DatabasePath}";

    /// <inheritdoc/>
    public IFileMaintenance Maintenance { get; }

    /// <summary>The validated copy of the options.</summary>
    public DuckDBDatabaseOptions Options { get; }

    /// <inheritdoc/>
    public TimeSpan IdleRelease => Options.IdleRelease;

    /// <summary>The lease.</summary>
    public FileLease FileLease => _lease;

    /// <inheritdoc/>
    public ITurn Lease(ITurn turn) => new LeaseTurn(_lease, turn);

    /// <summary>A session that opens the file at its first transaction: it is made before the turn is had.</summary>
    public IWriterSession OpenWriter() => new DuckDBWriterSession(_lease, DatabasePath, _logger);

    /// <inheritdoc/>
    public IReaderSession OpenReader() => new DuckDBReaderSession(_lease);

    /// <inheritdoc/>
    public ValueTask EnterReadAsync(string operation, TimeSpan timeout, Func<string> describeHolder, CancellationToken cancellationToken) =>
        _lease.EnterReadAsync(operation, timeout, describeHolder, cancellationToken);

    /// <inheritdoc/>
    public void LeaveRead() => _lease.LeaveRead();

    /// <inheritdoc/>
    public EngineErrorClass Classify(Exception error) => DuckDBErrors.Classify(error);

    /// <inheritdoc/>
    public Exception Translate(Exception error, string? statement) => DuckDBErrors.Translate(error, statement, DatabasePath);

    /// <inheritdoc/>
    public void VerifyFile() => _lease.Verify();

    /// <inheritdoc/>
    public IReadOnlyList<ForeignHolder> FindForeignHolders(IReadOnlySet<int> known) =>
        _lease.Foreign is { } holder && holder.ProcessId != Environment.ProcessId && !known.Contains(holder.ProcessId) ? [holder] : [];

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
