using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Stress.Verification;

/// <summary>Connections of the driver alone: what is judged takes no part in the judging.</summary>
internal static class PlainConnection
{
    /// <summary>Opens one. It is not pooled, so the file is closed when the connection is.</summary>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Reads one value as text.</summary>
    public static string ReadText(this DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }
}
