using System.Data.Common;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Cli.Sql.Output;

/// <summary>Reads a value of DuckDB's that is beyond what .NET's own type for it holds.</summary>
internal static class WideValue
{
    /// <summary>Reads it as a number of up to 38 digits, or as an infinite moment.</summary>
    /// <exception cref="OverflowException">It is neither; the message says how to read it in SQL.</exception>
    public static object Read(DbDataReader reader, int column, OverflowException overflow)
    {
        string type = reader.GetDataTypeName(column);
        bool isList = type.EndsWith(']');
        if (!isList && type.StartsWith("DECIMAL", StringComparison.Ordinal)) return reader.GetFieldValue<DuckDBDecimal>(column).ToString();
        if (!isList && type.StartsWith("DATE", StringComparison.Ordinal) && Infinity(reader.GetInt64(column), int.MaxValue) is { } date) return date;
        if (!isList && type.StartsWith("TIMESTAMP", StringComparison.Ordinal) && Infinity(reader.GetInt64(column), long.MaxValue) is { } moment) return moment;
        throw new OverflowException($"A value of the column {reader.GetName(column)} is beyond what can be shown as {type}; read it as text, with CAST(… AS VARCHAR).", overflow);
    }

    // The greatest number of days or microseconds that there is, and the same below zero.
    private static string? Infinity(long count, long greatest)
    {
        if (count == greatest) return "infinity";
        return count == -greatest ? "-infinity" : null;
    }
}
