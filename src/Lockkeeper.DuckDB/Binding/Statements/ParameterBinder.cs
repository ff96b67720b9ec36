using System.Globalization;
using Lockkeeper.DuckDB.Native;
using Lockkeeper.DuckDB.Values;

namespace Lockkeeper.DuckDB.Statements;

/// <summary>Gives a prepared statement its values: by name, or by number where it has numbers (<c>?</c> counts from 1 in each statement).</summary>
internal static class ParameterBinder
{
    /// <summary>The names of a statement's parameters, in DuckDB's order.</summary>
    public static string[] Names(StatementHandle statement)
    {
        var names = new string[StatementCalls.ParameterCount(statement)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = NativeText.Take(StatementCalls.ParameterName(statement, (ulong)i + 1)) ?? "";
        }

        return names;
    }

    /// <exception cref="InvalidOperationException">A parameter has no value.</exception>
    /// <exception cref="NotSupportedException">A value is of a type that DuckDB does not have.</exception>
    public static void Bind(StatementHandle statement, string[] names, DuckDBParameterCollection parameters)
    {
        for (var i = 0; i < names.Length; i++)
        {
            ValueBinder.Bind(statement, (ulong)i + 1, Find(names[i], parameters).Value, names[i]);
        }
    }

    private static DuckDBParameter Find(string name, DuckDBParameterCollection parameters)
    {
        if (parameters.Find(name) is >= 0 and var named)
        {
            return parameters[named];
        }

        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= parameters.Count
            && number > 0 && parameters[number - 1].BareName.Length == 0
                ? parameters[number - 1]
                : throw new MissingParameterException(name);
    }
}
