using System.Data.Common;

namespace Lockkeeper.Benchmarks.Peers;

internal static class DbCommands
{
    /// <summary>Adds a parameter through the abstract classes, as code that knows no driver does.</summary>
    public static void AddParameter(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
