using System.Data.Common;
using Lockkeeper.Cli.Sql.Output;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Sql;

/// <summary>Runs a script that writes, in turn and as one transaction.</summary>
internal static class TurnWriter
{
    private const string Operation = "lockkeeper sql";

    /// <summary>Runs it, and prints after the commit: nobody waits for a slow reader of the output, and nothing is printed that does not stand.</summary>
    /// <exception cref="UsageException">The file or the SQL cannot be used; nothing was changed.</exception>
    /// <exception cref="FileHeldException">The turn was not free in time; nothing was changed.</exception>
    public static async Task WriteAsync(string path, SqlScript script, IResultPrinter printer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await using SharedDatabase database = SqliteDatabase.Open(path, new SqliteDatabaseOptions { WriteTimeout = timeout });
            (ResultSets results, long changed) = await database.WriteAsync(
                transaction =>
                {
                    using DbCommand command = transaction.Connection.CreateCommand();
                    command.Transaction = transaction.Transaction;
                    long before = TotalChanges(command);
                    script.Fill(command);
                    ResultSets kept;
                    using (DbDataReader reader = command.ExecuteReader()) kept = ResultSets.Read(reader);
                    command.Parameters.Clear();
                    return (kept, TotalChanges(command) - before);
                },
                cancellationToken,
                new WriteOptions { Batch = false },
                Operation);
            results.Print(printer);
            SqlCommand.TellChanges(changed);
        }
        catch (SharedDatabaseException error) when (error.Kind == SharedDatabaseErrorKind.WriteTimeout)
        {
            throw new FileHeldException(error.Message);
        }
        catch (Exception error) when (error is SharedDatabaseException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException(error.Message);
        }
        catch (SqliteException error)
        {
            throw SqlErrors.Explain(error, path, timeout);
        }
    }

    // The driver counts no row of an INSERT … RETURNING. What triggers do counts too: https://sqlite.org/lang_corefunc.html#total_changes
    private static long TotalChanges(DbCommand command)
    {
        command.CommandText = "SELECT total_changes()";
        return (long)command.ExecuteScalar()!;
    }
}
