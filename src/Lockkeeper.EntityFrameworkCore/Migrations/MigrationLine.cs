using Lockkeeper.EntityFrameworkCore.Options;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Lockkeeper.EntityFrameworkCore.Migrations;

/// <summary>
/// The line of those that change a file's schema as a whole. It is not the turn: a migration is several transactions, each of
/// which takes its own, and readers and writers go on between them. Like the turn it is a lock that the kernel drops when its
/// holder dies, so that a process that is killed in the middle leaves nothing stuck.
/// </summary>
internal sealed class MigrationLine : IDisposable
{
    private const string Suffix = "-migration";

    private readonly ProgramTurn? _turn;

    private MigrationLine(ProgramTurn? turn) => _turn = turn;

    /// <summary>Waits until no other process is at it. A database in memory has no others.</summary>
    /// <param name="connection">The context's connection.</param>
    /// <param name="options">The context's options.</param>
    /// <param name="operation">What others see: <c>Migrate</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SharedDatabaseException">With <see cref="SharedDatabaseErrorKind.WriteTimeout"/>.</exception>
    public static async Task<MigrationLine> EnterAsync(IRelationalConnection connection, IDbContextOptions options, string operation, CancellationToken cancellationToken)
    {
        if (SharedSqliteConnection.PathOf(connection.DbConnection.ConnectionString) is not { } path) return new MigrationLine(null);
        TimeSpan timeout = options.FindExtension<LockkeeperOptionsExtension>()?.MigrationTimeout ?? TimeSpan.FromMinutes(5);
        var turn = SqliteDatabase.OpenTurn(path + Suffix, operation);
        try
        {
            if (await turn.AcquireAsync(LockMode.Exclusive, timeout, cancellationToken).ConfigureAwait(false)) return new MigrationLine(turn);
            throw new SharedDatabaseException(SharedDatabaseErrorKind.WriteTimeout, $"{operation} waited {timeout.TotalSeconds:0.0} s for another process that changes the schema of {path}. {Holder(turn)}Wait for its end, or raise MigrationTimeout.");
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The same, blocking the calling thread.</summary>
    public static MigrationLine Enter(IRelationalConnection connection, IDbContextOptions options, string operation) =>
        EnterAsync(connection, options, operation, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose() => _turn?.Dispose();

    private static string Holder(ProgramTurn turn) =>
        PresenceBoard.ReadFrom(turn.DatabasePath).FirstOrDefault(process => process.State == TurnState.Holding) is { } holder
            ? $"Process {holder.ProcessId} ({holder.ProcessName}) is at {holder.Operation} since {holder.Since:u}. "
            : "";
}
