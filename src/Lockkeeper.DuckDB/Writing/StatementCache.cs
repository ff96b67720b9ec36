using Lockkeeper.Statements;

namespace Lockkeeper.DuckDB.Writing;

/// <summary>The prepared statements of one connection, by their text's instance and how many rows they insert at once.</summary>
internal sealed class StatementCache(DuckDBConnection connection) : IDisposable
{
    private const int MostKept = 256;
    private readonly Dictionary<(SqlText Text, int Rows), DuckDBCommand> _commands = [];
    private readonly Dictionary<SqlText, RowInsert?> _inserts = [];

    /// <summary>The statement as an <c>INSERT</c> of one row, or <see langword="null"/> where it is anything else.</summary>
    public RowInsert? InsertOf(SqlText text)
    {
        if (_inserts.TryGetValue(text, out var insert)) return insert;
        if (_inserts.Count >= MostKept) _inserts.Clear();
        return _inserts[text] = RowInsert.Read(text);
    }

    /// <summary>Runs one statement, or an <c>INSERT</c> for several rows at once.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="rows">How many rows; 1 for what is no <c>INSERT</c>.</param>
    /// <param name="values">Its values, row after row.</param>
    /// <returns>Rows changed, or -1 for one that cannot change any.</returns>
    /// <exception cref="DuckDBException">DuckDB's message says what is wrong.</exception>
    public int Execute(SqlText text, int rows, ReadOnlySpan<SqlValue> values)
    {
        if (!_commands.TryGetValue((text, rows), out var command)) command = Add(text, rows);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = ValueOf(values[i]);
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _commands.Clear();
    }

    private DuckDBCommand Add(SqlText text, int rows)
    {
        if (_commands.Count >= MostKept) Dispose();
        var command = new DuckDBCommand(rows == 1 ? text.Text : InsertOf(text)!.ForRows(rows), connection);
        for (var i = 0; i < text.ParameterCount * rows; i++) command.Parameters.Add(new DuckDBParameter(null));
        return _commands[(text, rows)] = command;
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
