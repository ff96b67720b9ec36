using Lockkeeper.DuckDB.Instances;

namespace Lockkeeper.DuckDB.Maintaining;

/// <summary>Runs the statements of a copy, on the calling thread. Cancellation interrupts the one that runs.</summary>
internal sealed class CopyScript(DuckDBConnection connection, CancellationToken cancellationToken)
{
    /// <summary>A name in double quotes.</summary>
    public static string Quote(string name) => SqlNames.Quote(name);

    /// <summary>A text in single quotes.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Runs statements.</summary>
    /// <returns>How many rows they changed.</returns>
    public int Run(string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQueryAsync(cancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>The first value of a query that has one.</summary>
    public T Ask<T>(string sql) => List(sql, reader => reader.GetFieldValue<T>(0))[0];

    /// <summary>All rows of a query.</summary>
    public List<T> List<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = (DuckDBDataReader)command.ExecuteReaderAsync(cancellationToken).GetAwaiter().GetResult();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    /// <summary>
    /// Attaches a new file of the source's storage version. It has no write-ahead log, which would have other permissions and no
    /// use: a copy that is not finished is thrown away.
    /// </summary>
    public void Attach(string source, string target, string destination)
    {
        string version = Ask<string>($"SELECT coalesce(tags['storage_version'], '') FROM duckdb_databases() WHERE database_name = {Text(source)}").TrimEnd('+');
        string storage = version.Length == 0 ? "" : $", STORAGE_VERSION {Text(version)}";
        Run($"ATTACH {Text(destination)} AS {Quote(target)} (READ_WRITE, RECOVERY_MODE 'no_wal_writes'{storage})");
    }

    /// <summary>Closes the file, after an error as well.</summary>
    public void Detach(string target)
    {
        foreach (string sql in (string[])["ROLLBACK", $"DETACH {Quote(target)}"])
        {
            try
            {
                connection.ExecuteRaw(sql);
            }
            catch (DuckDBException)
            {
                // No transaction is open after a commit. What cannot be detached is closed with the instance, and was not kept.
            }
        }
    }
}
