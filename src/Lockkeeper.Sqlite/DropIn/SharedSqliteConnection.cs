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
}
