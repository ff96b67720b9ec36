using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Lockkeeper.Statements;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>
/// A statement that a workload writes once and every strategy runs: Lockkeeper as a statement that it keeps prepared, the
/// driver as a command with parameters.
/// </summary>
[InterpolatedStringHandler]
internal struct StoreStatement
{
    private readonly DbCommand? _command;
    private readonly StringBuilder? _text;
    private SqlStatementHandler _shared;

    public StoreStatement(int literalLength, int formattedCount, StoreTransaction transaction)
    {
        if (transaction.Shared is { } shared)
        {
            _shared = new SqlStatementHandler(literalLength, formattedCount, shared);
        }
        else
        {
            _command = transaction.CreateCommand();
            _text = new StringBuilder(literalLength + (2 * formattedCount));
        }
    }

    /// <summary>Called by the compiler for the text between the holes.</summary>
    public void AppendLiteral(string value)
    {
        if (_text is null) _shared.AppendLiteral(value);
        else _text.Append(value);
    }

    /// <summary>Called by the compiler for a hole.</summary>
    public void AppendFormatted<T>(T value)
    {
        if (_command is null)
        {
            _shared.AppendFormatted(value);
            return;
        }

        _text!.Append(_command.AddParameter(value));
    }

    /// <summary>Runs it in the transaction that it was written for.</summary>
    public int Execute(StoreTransaction transaction)
    {
        if (_command is null) return transaction.Shared!.Execute(ref _shared);
        using DbCommand command = _command;
        command.CommandText = _text!.ToString();
        return command.ExecuteNonQuery();
    }
}
