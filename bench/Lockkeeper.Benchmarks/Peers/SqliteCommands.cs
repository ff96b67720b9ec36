using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Peers;

internal static class SqliteCommands
{
    [SuppressMessage("Security", "CA2100", Justification = "Constant texts of this program.")]
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Constant texts of this program.")]
    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
