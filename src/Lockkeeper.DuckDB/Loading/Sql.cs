using System.Data.Common;
using System.Globalization;

namespace Lockkeeper.DuckDB.Loading;

/// <summary>Short ways to run SQL on a connection.</summary>
internal static class Sql
{
    public static int Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public static string Text(DbConnection connection, string sql) => List(connection, sql, reader => reader.GetString(0))[0];

    public static long Number(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static List<T> List<T>(DbConnection connection, string sql, Func<DbDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>The columns that a <c>FROM</c> clause gives.</summary>
    public static List<Column> Describe(DbConnection connection, string from) =>
        List(
            connection,
            $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})",
            reader => new Column(reader.GetString(0), reader.GetString(1)));
}
