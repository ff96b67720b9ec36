using System.Data.Common;

namespace Lockkeeper.Cli.Stress.Target;

/// <summary>Several statements at once, for making tables.</summary>
internal static class Scripts
{
    /// <summary>Runs all of them in one transaction. Blocks.</summary>
    public static void RunScript(this SharedDatabase database, params IEnumerable<string> statements) => database.WriteAsync(
        transaction =>
        {
            using DbCommand command = transaction.Connection.CreateCommand();
            command.CommandText = string.Join('\n', statements);
            command.ExecuteNonQuery();
        },
        operation: "CreateTables").GetAwaiter().GetResult();
}
