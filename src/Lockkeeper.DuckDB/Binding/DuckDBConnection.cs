using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.DuckDB.Instances;
using Lockkeeper.DuckDB.Native;

namespace Lockkeeper.DuckDB;

/// <summary>
/// A connection to a DuckDB database. Used by one thread at a time, but for <see cref="Interrupt()"/>. All calls block the calling thread,
/// the asynchronous ones as well: DuckDB works with threads of its own, and the caller waits for them.
/// </summary>
public sealed class DuckDBConnection : DbConnection, IPart
{
    private readonly DuckDBInstance? _instance;
    private string _connectionString = "";
    private ConnectionHandle? _handle;
    private InstanceHandle? _shared;

    /// <summary>A connection without a connection string yet.</summary>
    public DuckDBConnection()
    {
    }

    /// <summary>
    /// A connection to what <paramref name="connectionString"/> names, such as <c>Data Source=analytics.duckdb</c>. All connections of the
    /// process to one file share one instance of DuckDB, whatever path leads there; it is closed with the last of them.
    /// </summary>
    public DuckDBConnection(string? connectionString) => ConnectionString = connectionString;

    internal DuckDBConnection(DuckDBInstance instance, ConnectionHandle handle)
    {
        _instance = instance;
        _handle = handle;
        _connectionString = new DuckDBConnectionStringBuilder { DataSource = instance.Path }.ConnectionString;
    }

    /// <summary>The instance that it came from.</summary>
    internal DuckDBInstance Instance => _instance ?? throw new InvalidOperationException("The connection was opened by a connection string.");

    /// <inheritdoc />
    [AllowNull]
    public override string ConnectionString
    {
        get => _connectionString;
        set
        {
            if (_handle is not null || _instance is not null)
            {
                throw new InvalidOperationException("The connection string cannot be changed while the connection is open.");
            }

            _connectionString = new DuckDBConnectionStringBuilder(value).ConnectionString;
        }
    }

    /// <inheritdoc />
    public override string Database => "main";

    /// <inheritdoc />
    public override string DataSource => new DuckDBConnectionStringBuilder(_connectionString).DataSource;

    /// <summary>The version of DuckDB's library.</summary>
    public override string ServerVersion => DuckDBInstance.LibraryVersion;

    /// <inheritdoc />
    public override ConnectionState State => _handle is null ? ConnectionState.Closed : ConnectionState.Open;

    internal DuckDBTransaction? Transaction { get; set; }

    internal ConnectionHandle Handle =>
        _handle ?? throw new InvalidOperationException("The connection is closed. Open() it first.");

    bool IPart.IsReleased => _handle is null;

    /// <inheritdoc />
    protected override DbProviderFactory DbProviderFactory => DuckDBFactory.Instance;

    /// <summary>Opens the connection, and the database where no other connection has it open.</summary>
    /// <exception cref="DuckDBException">DuckDB says why not.</exception>
    public override void Open()
    {
        if (_handle is not null)
        {
            throw new InvalidOperationException("The connection is open already.");
        }

        if (_instance is not null)
        {
            throw new InvalidOperationException("A connection of a DuckDBInstance opens once: call Connect() for another.");
        }

        var settings = new DuckDBConnectionStringBuilder(_connectionString);
        _shared = InstanceOpener.Open(settings.DataSource, settings.ToOptions(), isShared: true);
        try
        {
            _handle = ConnectionHandle.Open(_shared);
        }
        finally
        {
            if (_handle is null)
            {
                _shared.Dispose();
                _shared = null;
            }
        }

        OnStateChange(new(ConnectionState.Closed, ConnectionState.Open));
    }

    /// <summary>Closes the connection with its readers and commands' statements. An open transaction is rolled back.</summary>
    public override void Close()
    {
        if (_handle is not { } handle)
        {
            return;
        }

        Transaction?.Forget();
        Transaction = null;
        _handle = null;
        handle.Release();
        _shared?.Dispose();
        _shared = null;
        OnStateChange(new(ConnectionState.Open, ConnectionState.Closed));
    }

    /// <summary>
    /// Ends the statement that runs on this connection, if there is one, soon: it fails with <see cref="DuckDBErrorType.Interrupt"/>. May be
    /// called by any thread and does not wait. A statement that begins right after is not concerned
    /// (<c>duckdb_interrupt</c>, https://duckdb.org/docs/stable/clients/c/connect).
    /// </summary>
    public void Interrupt()
    {
        if (_handle is { } handle)
        {
            Interrupt(handle);
        }
    }

    /// <summary>Begins a transaction: a snapshot, as DuckDB knows no other.</summary>
    public new DuckDBTransaction BeginTransaction() => BeginTransaction(IsolationLevel.Unspecified);

    /// <inheritdoc cref="BeginTransaction()" />
    public new DuckDBTransaction BeginTransaction(IsolationLevel isolationLevel) => DuckDBTransaction.Begin(this, isolationLevel);

    /// <summary>A command on this connection.</summary>
    public new DuckDBCommand CreateCommand() => new() { Connection = this };

    /// <summary>An appender of rows to a table; without a schema, to where DuckDB finds the name.</summary>
    /// <exception cref="DuckDBException">There is no such table.</exception>
    public DuckDBAppender CreateAppender(string? schema, string table) => new(this, null, schema, table);

    /// <summary>As <see cref="CreateAppender(string?, string)"/>, to a table of an attached database.</summary>
    public DuckDBAppender CreateAppender(string? catalog, string? schema, string table) => new(this, catalog, schema, table);

    /// <inheritdoc />
    public override void ChangeDatabase(string databaseName) => ExecuteRaw($"USE {SqlNames.Quote(databaseName)}");

    internal static void Interrupt(ConnectionHandle handle)
    {
        try
        {
            ConnectionCalls.Interrupt(handle);
        }
        catch (ObjectDisposedException)
        {
            // Closed on another thread in the meantime: there is nothing left to interrupt.
        }
    }

    internal void ExecuteRaw(string sql) => ResultHandle.Execute(Handle, sql).Dispose();

    void IPart.Release() => Close();

    /// <inheritdoc />
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => BeginTransaction(isolationLevel);

    /// <inheritdoc />
    protected override DbCommand CreateDbCommand() => CreateCommand();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }

        base.Dispose(disposing);
    }
}
