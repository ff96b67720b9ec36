using System.Data.Common;
using System.Globalization;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>Reads of a workload; holes are parameters.</summary>
internal static class Queries
{
    /// <summary>The first number of the first row, or <see langword="null"/> where there is no row. Blocks.</summary>
    public static long? ReadNumber(this DbConnection connection, FormattableString query)
    {
        using DbCommand command = connection.CreateCommand(query);
        return command.ExecuteScalar() is long number ? number : null;
    }

    /// <summary>Makes a command of a query.</summary>
    public static DbCommand CreateCommand(this DbConnection connection, FormattableString query)
    {
        DbCommand command = connection.CreateCommand();
        object[] names = new object[query.ArgumentCount];
        for (int i = 0; i < names.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}");
            parameter.Value = query.GetArgument(i) ?? DBNull.Value;
            command.Parameters.Add(parameter);
            names[i] = parameter.ParameterName;
        }

        command.CommandText = string.Format(CultureInfo.InvariantCulture, query.Format, names);
        return command;
    }
}
