using System.Data.Common;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>The results of a script, kept in memory.</summary>
internal sealed class ResultSets
{
    private readonly List<(string[] Columns, List<object?[]> Rows)> _results = [];

    /// <summary>Reads all that a reader has left.</summary>
    public static ResultSets Read(DbDataReader reader)
    {
        var sets = new ResultSets();
        Walk(
            reader,
            columns => sets._results.Add((columns, [])),
            values => sets._results[^1].Rows.Add([.. values]),
            end: () => { });
        return sets;
    }

    /// <summary>Prints all that a reader has left, row by row.</summary>
    public static void Print(DbDataReader reader, IResultPrinter printer) => Walk(reader, printer.Begin, printer.Row, printer.End);

    /// <summary>Prints what was kept.</summary>
    public void Print(IResultPrinter printer)
    {
        foreach ((string[] columns, List<object?[]> rows) in _results)
        {
            printer.Begin(columns);
            foreach (object?[] row in rows) printer.Row(row);
            printer.End();
        }
    }

    private static void Walk(DbDataReader reader, Action<string[]> begin, Action<object?[]> row, Action end)
    {
        do
        {
            if (reader.FieldCount == 0) continue;
            begin([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)]);
            var values = new object?[reader.FieldCount];
            while (reader.Read())
            {
                for (int i = 0; i < values.Length; i++) values[i] = reader.IsDBNull(i) ? null : Value(reader, i);
                row(values);
            }

            end();
        }
        while (reader.NextResult());
    }

    private static object Value(DbDataReader reader, int column)
    {
        try
        {
            return reader.GetValue(column);
        }
        catch (OverflowException overflow)
        {
            return WideValue.Read(reader, column, overflow);
        }
    }
}
