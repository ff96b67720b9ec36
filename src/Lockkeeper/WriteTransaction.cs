using System.Data.Common;
using System.Runtime.CompilerServices;
using Lockkeeper.Engines;
using Lockkeeper.Statements;

namespace Lockkeeper;

/// <summary>
/// What the work of a write gets: a connection with an open transaction. It is committed when the work returns and rolled
/// back when it throws. It must not be used after that, nor by two threads at once, and the work must not commit or roll
/// back by itself.
/// </summary>
public sealed class WriteTransaction
{
    private readonly IWriterSession _session;
    private volatile bool _ended;

    internal WriteTransaction(IWriterSession session, CancellationToken cancellationToken)
    {
        _session = session;
        CancellationToken = cancellationToken;
    }

    /// <summary>The connection, open and inside the transaction. Do not close or dispose it.</summary>
    public DbConnection Connection => Session.Connection;

    /// <summary>The transaction, for commands that must name theirs (Dapper's <c>transaction</c> parameter).</summary>
    public DbTransaction Transaction => Session.Transaction;

    /// <summary>The token that the write was called with.</summary>
    public CancellationToken CancellationToken { get; }

    private IWriterSession Session => !_ended
        ? _session
        : throw new ObjectDisposedException(nameof(WriteTransaction), "The write is over: its transaction was committed or rolled back when the work returned.");

    /// <summary>
    /// Runs one statement, kept prepared, its holes bound as parameters: the fastest way. Blocks the calling thread.
    /// </summary>
    /// <returns>Rows changed, or -1 for a statement that cannot change any.</returns>
    /// <exception cref="DbException">The engine refused it.</exception>
    public int Execute([InterpolatedStringHandlerArgument("")] ref SqlStatementHandler statement)
    {
        var request = statement.Complete();
        try
        {
            return Session.Execute(request.Text, request.Values);
        }
        finally
        {
            request.Return();
        }
    }

    internal void End() => _ended = true;
}
