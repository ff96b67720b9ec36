using Lockkeeper.Sqlite.Connections;

namespace Lockkeeper.Sqlite.Writing;

/// <summary>
/// A command of a caller's code on the writer. What is one statement with plain parameters runs as a kept statement of the
/// session, since callers make a new command for each; all else goes to the driver. Results and errors are the driver's.
/// </summary>
internal sealed class WriterCommand(WriterConnection owner, SqliteWriterSession session) : GuardedCommand(owner)
{
    private bool CanBeDirect => DataReader is null && IsOnOwner
        && (Transaction is null || ReferenceEquals(Transaction, owner.CurrentTransaction));

    /// <inheritdoc/>
    public override int ExecuteNonQuery()
    {
        if (owner.IsAdopting)
        {
            return 0;
        }

        if (CanBeDirect)
        {
            ThrowIfUnusable();
            if (session.Statements.TryExecute(CommandText, ExistingParameters, out var changes))
            {
                return changes;
            }
        }

        return base.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override object? ExecuteScalar()
    {
        if (CanBeDirect)
        {
            ThrowIfUnusable();
            if (session.Statements.TryScalar(CommandText, ExistingParameters, out var value))
            {
                return value;
            }
        }

        return base.ExecuteScalar();
    }

    /// <inheritdoc/>
    protected override void ThrowIfUnusable()
    {
        base.ThrowIfUnusable();
        if (!session.InTransaction)
        {
            throw new SharedDatabaseException(SharedDatabaseErrorKind.Unsupported, Texts.WriterCannotRun);
        }
    }
}
