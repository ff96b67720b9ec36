using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockkeeper.Cli.Sql;

/// <summary>The statements to run, as one text, and the values of their parameters.</summary>
/// <param name="Text">One statement or more, separated by semicolons.</param>
/// <param name="Parameters">By name, without the sign before it. A value is a <see cref="long"/>, a <see cref="double"/>, a <see cref="string"/> or <see cref="DBNull"/>.</param>
internal sealed partial record SqlScript(string Text, IReadOnlyDictionary<string, object> Parameters)
{
    /// <summary>Makes one of the command line.</summary>
    /// <param name="text">The statements.</param>
    /// <param name="assignments">Each <c>name=value</c>.</param>
    /// <exception cref="UsageException">There are no statements, or a parameter is not one of theirs.</exception>
    public static SqlScript Parse(string text, IEnumerable<string> assignments)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new UsageException("There is no SQL to run; give it as the second argument or on the standard input.");
        var used = ParameterName().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var parameters = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new UsageException($"--param must be NAME=VALUE, not '{assignment}'.");
            string name = assignment[..equals].TrimStart('$', '@', ':');
            if (!used.Contains(name)) throw new UsageException($"--param {name} is not in the SQL; write ${name} where its value belongs.");
            if (!parameters.TryAdd(name, Value(assignment[(equals + 1)..]))) throw new UsageException($"--param {name} is given twice.");
        }

        return new SqlScript(text, parameters);
    }

    /// <summary>Gives a command the text and the values.</summary>
    public void Fill(DbCommand command)
    {
        command.CommandText = Text;
        foreach ((string name, object value) in Parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    // A number only where the text is how the number is written: "007" and "1.50" are names or codes, and stay as they are.
    private static object Value(string text)
    {
        if (text is "NULL") return DBNull.Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
            && whole.ToString(CultureInfo.InvariantCulture) == text) return whole;
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double real)
            && real.ToString(CultureInfo.InvariantCulture) == text ? real : text;
    }

    [GeneratedRegex(@"[$@:](?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ParameterName();
}
