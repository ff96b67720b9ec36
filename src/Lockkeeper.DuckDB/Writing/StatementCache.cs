using Lockkeeper.Statements;

namespace Lockkeeper.DuckDB.Writing;

/// <summary>The prepared statements of one connection, by their text's instance.</summary>
internal sealed class StatementCache(DuckDBConnection connection) : IDisposable
{
    private const int MostKept = 256;
    private readonly Dictionary<SqlText, DuckDBCommand> _commands = [];

    /// <summary>Runs one statement.</summary>
    /// <returns>Rows changed, or -1 for one that cannot change any.</returns>
    /// <exception cref="SharedDatabaseException">It is more than one statement.</exception>
    public int Execute(SqlText text, ReadOnlySpan<SqlValue> values)
    {
        if (!_commands.TryGetValue(text, out var command)) command = Add(text);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = ValueOf(values[i]);
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _commands.Clear();
    }

    private DuckDBCommand Add(SqlText text)
    {
        if (_commands.Count >= MostKept) Dispose();
        var command = new DuckDBCommand(text.Text, connection);
        for (var i = 0; i < text.ParameterCount; i++) command.Parameters.Add(new DuckDBParameter(null));
        return _commands[text] = command;
    }

    private static object? ValueOf(in SqlValue value) => value.Kind switch
    {
        SqlValueKind.Null => null,
        SqlValueKind.Int64 => value.Int64,
        SqlValueKind.Double => value.Double,
        SqlValueKind.Text => value.Text,
        SqlValueKind.Blob => value.Blob,
        _ => value.Other,
    };
}
