using System.Data.Common;
using System.Globalization;

namespace Lockkeeper.Cli.Stress.Strategies;

/// <summary>What is asked of a connection; holes are parameters.</summary>
internal static class Queries
{
    /// <summary>The first number of the first row, or <see langword="null"/> where there is no row. Blocks.</summary>
    public static long? ReadNumber(this DbConnection connection, FormattableString query)
    {
        using DbCommand command = connection.CreateCommand(query);
        return command.ExecuteScalar() is long number ? number : null;
    }

    /// <summary>Runs a statement as it is. Blocks.</summary>
    public static void Run(this DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Makes a command of a query.</summary>
    public static DbCommand CreateCommand(this DbConnection connection, FormattableString query)
    {
        DbCommand command = connection.CreateCommand();
        object[] names = new object[query.ArgumentCount];
        for (int i = 0; i < names.Length; i++) names[i] = command.AddParameter(query.GetArgument(i));
        command.CommandText = string.Format(CultureInfo.InvariantCulture, query.Format, names);
        return command;
    }

    /// <summary>Gives a command one more parameter.</summary>
    /// <returns>Its name, as it stands in the text: <c>$1</c> for the first.</returns>
    public static string AddParameter(this DbCommand command, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"${command.Parameters.Count + 1}");
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }
}
