using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace Lockkeeper.EntityFrameworkCore.Retries;

/// <summary>
/// Runs a whole unit of work again when nothing of it stands: its turn, or a lock of another program's, was not to be had. A
/// commit whose outcome is unknown is never tried again.
/// </summary>
internal sealed class TurnExecutionStrategy(ExecutionStrategyDependencies dependencies, int maxRetries)
    : ExecutionStrategy(dependencies, maxRetries, TimeSpan.FromSeconds(1))
{
    /// <inheritdoc/>
    protected override bool ShouldRetryOn(Exception exception) => exception switch
    {
        SharedDatabaseException error => error.IsTransient && error.Kind != SharedDatabaseErrorKind.OutcomeUnknown,
        // A transaction begins with its lock: who meets another's has done nothing yet.
        SqliteException error => error.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED,
        _ => false,
    };
}
