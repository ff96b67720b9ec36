using Lockkeeper.Sqlite.Connections;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Sqlite.Reading;

/// <summary>The connection that a read is lent. Its handle was opened for reading only.</summary>
internal sealed class ReaderConnection(string connectionString) : GuardedConnection(connectionString, writer: false)
{
    /// <inheritdoc/>
    protected override string SecondTransaction => Texts.TransactionOfReader;

    /// <inheritdoc/>
    public override SqliteCommand CreateCommand() => new ReaderCommand(this);

    private sealed class ReaderCommand(ReaderConnection owner) : GuardedCommand(owner)
    {
        protected override string? Refusal(SqliteException error) =>
            (error.SqliteErrorCode & 0xff) == ResultCodes.ReadOnly ? Texts.ReaderCannotWrite : base.Refusal(error);
    }
}
