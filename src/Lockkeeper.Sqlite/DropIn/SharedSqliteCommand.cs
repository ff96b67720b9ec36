using System.Data;
using Lockkeeper.Sqlite.DropIn;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite;

/// <summary>
/// A command that takes the turn where it writes. On any other connection than a <see cref="SharedSqliteConnection"/> it is
/// the driver's.
/// </summary>
public sealed partial class SharedSqliteCommand : SqliteCommand
{
    private string? _known;
    private StatementTraits _traits;

    /// <summary>An empty command.</summary>
    public SharedSqliteCommand()
    {
        // Component has a finalizer for which there is nothing to do here: statements are safe handles with their own.
#pragma warning disable CA1816, MA0039 // It is called here so that the finalizer queue never sees a command.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816, MA0039
    }

    /// <summary>A command on a connection.</summary>
    /// <param name="commandText">The statements.</param>
    /// <param name="connection">Where they run.</param>
    public SharedSqliteCommand(string? commandText, SqliteConnection? connection = null)
        : this()
    {
        CommandText = commandText;
        Connection = connection;
    }

    /// <summary>
    /// How long the command waits for its turn and for SQLite's lock together, in seconds; 0 waits for a day. Default: the
    /// connection's, 30 s. Kept to within 100 ms.
    /// </summary>
    public override int CommandTimeout
    {
        // The driver looks at it when it finds the file locked, and would sleep; all waiting is over by then.
        get => _inDriver ? -1 : base.CommandTimeout;
        set => base.CommandTimeout = value;
    }

    /// <inheritdoc/>
    protected override SqliteDataReader? DataReader
    {
        get => base.DataReader;
        set
        {
            if (value is null)
            {
                RunRest();
                base.DataReader = null;
                End();
                return;
            }

            base.DataReader = value;
        }
    }

    /// <inheritdoc/>
    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        if (!TryUse(out var owner, out var turn))
        {
            return RunWithoutTurn(behavior);
        }

        var text = CommandText;
        var traits = Classify(turn, text);
        turn.Enter(traits, CommandTimeout, text);
        if (traits.EndsTransaction() && turn.IsRevoked)
        {
            turn.Control(traits, owner.CurrentTransaction is not null);
        }

        if (traits.HasFlag(StatementTraits.Writes))
        {
            turn.BeginWrite();

            // Another thread may run the same command, which the driver does not like either: it is counted once.
            if (Interlocked.CompareExchange(ref _writing, turn, null) is not null) turn.EndWrite();
        }

        return Run(owner, turn, traits, behavior);
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        if (TryUse(out var owner, out var turn) && Classify(turn, CommandText).IsControl())
        {
            turn.Enter(_traits, CommandTimeout, CommandText);
            turn.Control(_traits, owner.CurrentTransaction is not null);
            return turn.Changes;
        }

        return base.ExecuteNonQuery();
    }

    /// <summary>Waits for the turn without blocking a thread, then runs on the calling thread. A cancellation also interrupts the statement.</summary>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        RunAsync(static (command, _) => command.ExecuteNonQuery(), CommandBehavior.Default, cancellationToken);

    /// <inheritdoc cref="ExecuteNonQueryAsync"/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        RunAsync(static (command, _) => command.ExecuteScalar(), CommandBehavior.Default, cancellationToken);

    /// <inheritdoc cref="ExecuteNonQueryAsync"/>
    public override Task<SqliteDataReader> ExecuteReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        RunAsync(static (command, behavior) => command.ExecuteReader(behavior), behavior, cancellationToken);

    /// <inheritdoc/>
    public override void Cancel() => (Connection as SharedSqliteConnection)?.Turn?.Interrupt();

    private Task<T> RunAsync<T>(Func<SharedSqliteCommand, CommandBehavior, T> run, CommandBehavior behavior, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return TryUse(out _, out var turn)
                ? AsynchronousCall.RunAsync(
                    turn, Classify(turn, CommandText), CommandTimeout, CommandText, static call => call.Run(call.Command, call.Behavior),
                    (Run: run, Command: this, Behavior: behavior), cancellationToken)
                : Task.FromResult(run(this, behavior));
        }
        catch (Exception error)
        {
            return Task.FromException<T>(error);
        }
    }

    // Not where the driver is going to refuse the call anyway: it says so itself, and no turn is taken for it.
    private bool TryUse(out SharedSqliteConnection owner, out InteractiveTurn turn)
    {
        owner = (Connection as SharedSqliteConnection)!;
        turn = owner?.Turn!;
        return turn is not null && base.DataReader is null && owner!.State == ConnectionState.Open && CommandText.Length > 0
            && ReferenceEquals(Transaction, owner.CurrentTransaction);
    }

    private StatementTraits Classify(InteractiveTurn turn, string text)
    {
        if (!ReferenceEquals(_known, text))
        {
            _traits = turn.Classify(text);
            _known = text;
        }

        return _traits;
    }
}
