using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lockkeeper.Statements;

namespace Lockkeeper.DuckDB.Writing;

/// <summary>
/// An <c>INSERT</c> of one row of parameters and constants: several of them are one <c>INSERT</c> of several rows, with the same outcome.
/// Anything else that a row could hold (a function, a subquery that reads what the row before it wrote) is left to run by itself.
/// </summary>
internal sealed partial class RowInsert
{
    private readonly string _head;
    private readonly string _row;
    private readonly int _parameters;

    private RowInsert(string head, string row, int parameters)
    {
        _head = head;
        _row = row;
        _parameters = parameters;
    }

    /// <summary>The statement taken apart, or <see langword="null"/> where it is anything else.</summary>
    public static RowInsert? Read(SqlText text)
    {
        var found = Statement().Match(text.Text);
        return found.Success ? new(text.Text[..found.Groups["row"].Index], found.Groups["row"].Value, text.ParameterCount) : null;
    }

    /// <summary>The statement for so many rows; the parameters of each row follow those of the row before it.</summary>
    public string ForRows(int rows)
    {
        var sql = new StringBuilder(_head.Length + (rows * (_row.Length + 4))).Append(_head).Append(_row);
        for (var i = 1; i < rows; i++)
        {
            var before = i * _parameters;
            sql.Append(',').Append(Parameter().Replace(_row, found => found.Groups["number"] is { Success: true } number
                ? string.Create(CultureInfo.InvariantCulture, $"${int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) + before}")
                : found.Value));
        }

        return sql.ToString();
    }

    private const string Name = """(?:[A-Za-z_][A-Za-z_0-9]*|"(?:[^"]|"")+")""";
    private const string Item = """(?:\$\d+|[+-]?\d+(?:\.\d+)?|'(?:[^']|'')*'|NULL|TRUE|FALSE)""";
    private const string Pattern =
        $@"^\s*INSERT\s+INTO\s+{Name}(?:\s*\.\s*{Name})*\s*(?:\(\s*{Name}(?:\s*,\s*{Name})*\s*\)\s*)?VALUES\s*(?<row>\(\s*{Item}(?:\s*,\s*{Item})*\s*\))\s*;?\s*$";

    [GeneratedRegex(Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"'(?:[^']|'')*'|\$(?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
