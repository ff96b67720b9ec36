using System.Runtime.InteropServices;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.Engines;
using Lockkeeper.Statements;

namespace Lockkeeper.DuckDB.Writing;

/// <summary>
/// Rows of consecutive writes of one text, which run as one statement: DuckDB takes a tenth of a millisecond for a statement, and little
/// more for one of sixteen rows.
/// </summary>
internal sealed class PutOffRows(StatementCache statements, bool enabled)
{
    /// <summary>Most rows in one statement.</summary>
    internal const int MostRows = 128;

    private readonly List<SqlValue> _values = [];
    private Type?[] _types = [];
    private SqlText? _text;
    private int _rows;

    // Whether anything but these rows is in the transaction.
    private bool _hasCompany;

    /// <summary>Whether rows are put off at all: not in a transaction that is run again after an error of theirs.</summary>
    public bool IsEnabled { get; private set; } = enabled;

    /// <summary>Forgets the rows of a transaction that is over. Rows are put off again once one is committed.</summary>
    public void Clear(bool committed)
    {
        _values.Clear();
        _text = null;
        _rows = 0;
        _hasCompany = false;
        IsEnabled |= committed;
    }

    /// <summary>Puts a row off. <see langword="false"/> where the statement must run by itself, after <see cref="Run"/>.</summary>
    /// <exception cref="InnocentException">The rows that were put off before were refused.</exception>
    public bool TryAdd(SqlText text, ReadOnlySpan<SqlValue> values)
    {
        if (!IsEnabled || statements.InsertOf(text) is null || !AreSimple(values)) return false;
        if (_rows == MostRows || (_rows > 0 && !(ReferenceEquals(text, _text) && FitIn(values)))) RunRows();
        if (_rows == 0)
        {
            _text = text;
            _types = new Type?[values.Length];
        }

        for (var i = 0; i < values.Length; i++) _types[i] ??= TypeOf(values[i]);
        _values.AddRange(values);
        _rows++;
        return true;
    }

    /// <summary>Runs what was put off. More than rows are in the transaction from here on.</summary>
    /// <exception cref="InnocentException">The rows were refused: run again, each by itself.</exception>
    /// <exception cref="DuckDBException">They cannot be written now, or there is one row and nothing else.</exception>
    public void Run()
    {
        if (_rows > 0) RunRows();
        _hasCompany = true;
    }

    private void RunRows()
    {
        var only = _rows == 1 && !_hasCompany;
        try
        {
            var width = _text!.ParameterCount;
            for (var (first, left) = (0, _rows); left > 0;)
            {
                var rows = Step(left);
                statements.Execute(_text, rows, CollectionsMarshal.AsSpan(_values).Slice(first, rows * width));
                first += rows * width;
                left -= rows;
            }
        }
        catch (Exception error) when (!only && DuckDBErrors.Classify(error) == EngineErrorClass.Statement)
        {
            IsEnabled = false;
            throw new InnocentException(error);
        }

        _values.Clear();
        _rows = 0;
        _hasCompany = true;
    }

    // Each number of rows is a statement to prepare and to keep: few numbers where there are many rows.
    private static int Step(int rows) => rows < 16 ? rows : 1 << int.Log2(rows);

    // DuckDB finds one type for a column of several rows: only values of one type come through that unchanged.
    private bool FitIn(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (_types[i] is { } type && TypeOf(values[i]) is { } other && type != other) return false;
        }

        return true;
    }

    // Two decimals may have different types of DuckDB's, and so may what callers' own types are sent as.
    private static bool AreSimple(ReadOnlySpan<SqlValue> values)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Kind == SqlValueKind.Other && value.Other is not (DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid)) return false;
        }

        return true;
    }

    private static Type? TypeOf(in SqlValue value) => value.Kind switch
    {
        SqlValueKind.Null => null,
        SqlValueKind.Int64 => typeof(long),
        SqlValueKind.Double => typeof(double),
        SqlValueKind.Text => typeof(string),
        SqlValueKind.Blob => typeof(byte[]),
        _ => value.Other.GetType(),
    };
}
