using System.Runtime.CompilerServices;
using Lockkeeper.Writing;

namespace Lockkeeper.Statements;

/// <summary>
/// What the compiler makes of <c>$"INSERT INTO t VALUES ({a}, {b})"</c> where a statement is expected: every hole becomes
/// a parameter, never text. It allocates nothing once the statement is known. Alignment and format strings in a hole do
/// not compile, for they would be text.
/// </summary>
[InterpolatedStringHandler]
public struct SqlStatementHandler
{
    private SqlTextNode _node;

    /// <summary>Called by the compiler.</summary>
    public SqlStatementHandler(int literalLength, int formattedCount, SharedDatabase database)
        : this(formattedCount)
    {
        _ = literalLength;
        _ = database;
    }

    /// <summary>Called by the compiler.</summary>
    public SqlStatementHandler(int literalLength, int formattedCount, WriteTransaction transaction)
        : this(formattedCount)
    {
        _ = literalLength;
        _ = transaction;
    }

    private SqlStatementHandler(int formattedCount)
    {
        Request = StatementRequest.Rent();
        Request.Reserve(formattedCount);
        _node = SqlTextNode.Root;
    }

    internal StatementRequest Request { get; }

    /// <summary>Called by the compiler for the text between the holes.</summary>
    public void AppendLiteral(string value) => _node = _node.Literal(value);

    /// <summary>Called by the compiler for a hole.</summary>
    public void AppendFormatted<T>(T value)
    {
        Request.Add(SqlValue.From(value));
        _node = _node.Hole();
    }

    internal readonly StatementRequest Complete()
    {
        Request.Text = _node.Text;
        return Request;
    }
}
