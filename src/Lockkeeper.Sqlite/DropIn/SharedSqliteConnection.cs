using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Lockkeeper.Sqlite.DropIn;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockkeeper.Sqlite;

/// <summary>
/// A <see cref="SqliteConnection"/> whose writes take their turn among all threads and processes that use Lockkeeper: a
/// transaction before it begins, and it is <c>IMMEDIATE</c>; a single writing statement for itself. What reads waits for nobody.
/// The connection string is the driver's; it leads to the process's one open database of that file.
/// </summary>
/// <remarks>
/// <para>Like every ADO.NET connection it is used by one thread at a time. Commands must come from <see cref="CreateCommand"/>
/// or be <see cref="SharedSqliteCommand"/>s: a plain <see cref="SqliteCommand"/> works, and takes no turn by itself.</para>
/// <para>A connection in memory, with a shared cache, encrypted, read-only or named by a URI takes no turn, works as the
/// driver's does, and logs so once to <see cref="LoggerFactory"/>.</para>
/// </remarks>
public partial class SharedSqliteConnection : SqliteConnection
{
    private readonly SharedDatabase? _database;

    // No initialisers: the base class sets the string before they would run.
    private string? _text;
    private string? _operation;
    private PoolSlot? _slot;
    private DatabaseCore? _core;
    private bool _changing;

    /// <summary>A connection without a connection string.</summary>
    public SharedSqliteConnection()
        : this("")
    {
    }

    /// <summary>A closed connection.</summary>
    /// <param name="connectionString">As the driver has it: <c>Data Source=app.db</c>.</param>
    /// <exception cref="ArgumentException">A word that the driver does not know.</exception>
    public SharedSqliteConnection(string? connectionString)
        : base(connectionString)
    {
    }

    internal SharedSqliteConnection(SharedDatabase database, string path)
        : base(new SqliteConnectionStringBuilder { DataSource = path }.ToString()) => _database = database;

    /// <summary>
    /// Where connections log that take no turn, and the databases that a connection string alone opens. To be set at the
    /// start of the program. Default: nowhere.
    /// </summary>
    public static ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => _text ?? "";
        set
        {
            base.ConnectionString = value;
            _text = value ?? "";
        }
    }

    /// <inheritdoc/>
    public override string DataSource => Turn is null && _text is not null ? ConnectionPlan.For(_text).DataSource : base.DataSource;

    /// <summary>
    /// What the connection's writes are called in logs, errors and on the board. Default <see langword="null"/>: the beginning
    /// of the statement, or <c>BeginTransaction</c>.
    /// </summary>
    public string? Operation
    {
        get => _operation;
        set
        {
            _operation = value;
            if (Turn is { } turn)
            {
                turn.Wait.Operation = value;
            }
        }
    }

    /// <summary>The turn, while the connection is open and takes one.</summary>
    internal InteractiveTurn? Turn { get; private set; }

    /// <summary>Whether the connection string says that it only reads.</summary>
    internal bool IsReadOnly => ConnectionPlan.For(ConnectionString).IsReadOnly;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => SharedSqliteFactory.Instance;

    /// <summary>
    /// Opens the connection, and the database where this process has not opened it yet. Blocks the calling thread.
    /// </summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="SharedDatabaseException">The file cannot be shared, or its <see cref="SharedDatabase"/> was disposed.</exception>
    public override void Open()
    {
        if (State == ConnectionState.Open)
        {
            return;
        }

        var plan = ConnectionPlan.For(ConnectionString);
        if (plan.WithoutTurn is { } reason)
        {
            WithoutTurnNotice.Give(plan, reason, LoggerFactory);
            base.ConnectionString = ConnectionString;
            base.Open();
            return;
        }

        if (_database is null && plan.IsMissing)
        {
            // The driver's own error for a file that is not there; unless it is by now.
            base.ConnectionString = ConnectionString;
            base.Open();
            base.Close();
        }

        OpenShared(plan, _database?.OpenCore ?? OpenDatabases.Get(plan.Path()));
    }

    /// <summary>
    /// As <see cref="Open"/>, without blocking where the file is opened for the first time in this process: it may wait for others
    /// who use it. A cancellation ends the wait; the file is then open for whoever comes next.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (State != ConnectionState.Open && _database is null
            && ConnectionPlan.For(ConnectionString) is { WithoutTurn: null, IsMissing: false } plan)
        {
            await OpenDatabases.EnsureOpenAsync(plan.Path(), cancellationToken).ConfigureAwait(false);
        }

        Open();
    }

    /// <summary>Closes the connection; a transaction that is open is rolled back, and its turn given back.</summary>
    public override void Close()
    {
        if (Turn is not { } turn || State != ConnectionState.Open)
        {
            base.Close();
            return;
        }

        EnterDriver();
        try
        {
            EndTransaction(turn);
            turn.Close();
            var keep = !turn.IsDirty && ConnectionPlan.For(ConnectionString).Pools && Pool.TryReserve();
            if (!keep)
            {
                ClearPool(this);
            }

            _changing = true;
            base.Close();
            turn.Dispose();
            Turn = null;
            if (keep)
            {
                Pool.Return(_slot!);
            }
            else
            {
                _slot!.Recycle();
            }

            _slot = null;
        }
        finally
        {
            _changing = false;
            LeaveDriver();
        }

        OnStateChange(new(ConnectionState.Open, ConnectionState.Closed));
    }

    /// <summary>Tells of a change once the turn is there, or gone: what the handlers run is the connection's own.</summary>
    protected override void OnStateChange(StateChangeEventArgs stateChange)
    {
        if (!_changing)
        {
            base.OnStateChange(stateChange);
        }
    }

    /// <summary>
    /// Closes it. One that is never closed is closed some time after it was forgotten; a transaction that it has open is rolled
    /// back when <see cref="SharedDatabaseOptions.MaxWriteDuration"/> is over.
    /// </summary>
    /// <param name="disposing">Whether it is disposed rather than forgotten.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing && Turn is { } turn && _slot is { } slot)
        {
            ForgottenConnection.CloseLater(turn, slot);
        }
    }

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand()
    {
        var command = new SharedSqliteCommand { Connection = this };
        if (base.Transaction is { } transaction)
        {
            command.Transaction = transaction;
        }

        return command;
    }

    /// <summary>Closes the database of a file that a connection string alone opened, so that the file may be deleted or moved.</summary>
    /// <param name="connectionString">One that leads to the file.</param>
    /// <remarks>Connections to it should be closed before. A <see cref="SharedDatabase"/> that the program opened stays open.</remarks>
    public static ValueTask CloseDatabaseAsync(string connectionString)
    {
        var plan = ConnectionPlan.For(connectionString);
        return plan.WithoutTurn is null ? OpenDatabases.CloseAsync(plan.Path()) : default;
    }

    /// <summary>The file that a connection string leads to, or <see langword="null"/> where it leads to none that takes turns.</summary>
    internal static string? PathOf(string connectionString) =>
        ConnectionPlan.For(connectionString) is { WithoutTurn: null } plan ? plan.Path() : null;

    private ConnectionPool Pool => ((SqliteEngine)_core!.Engine).Connections;

    private void OpenShared(ConnectionPlan plan, DatabaseCore core)
    {
        if (core.Engine is not SqliteEngine engine)
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Unsupported, $"{core.DatabasePath} is open in this process through another engine than SQLite's own.");
        }

        engine.VerifyFile();
        _core = core;
        _slot = engine.Connections.Rent(plan);
        base.ConnectionString = _slot.Text;
        _changing = true;
        try
        {
            base.Open();
            var db = Handle!;
            if (!ReferenceEquals(_slot.Handle, db))
            {
                _slot.SetUp(db, engine.Options);
            }

            Turn = new(core, engine, db, _slot.Hooks);
            Turn.Wait.Operation = _operation;
        }
        catch
        {
            ClearPool(this);
            base.Close();
            throw;
        }
        finally
        {
            _changing = false;
        }

        OnStateChange(new(ConnectionState.Closed, ConnectionState.Open));
    }
}
