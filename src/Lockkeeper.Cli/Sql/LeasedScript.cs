using System.Data.Common;
using Lockkeeper.Cli.Sql.Output;
using Lockkeeper.DuckDB;
using Lockkeeper.DuckDB.Errors;
using Lockkeeper.DuckDB.Statements;

namespace Lockkeeper.Cli.Sql;

/// <summary>
/// Runs a script on a DuckDB file: beside other readers where DuckDB lets it, in turn where it says that the script writes.
/// Whoever writes waits while the file is open here, so the rows are kept and printed after it is closed.
/// </summary>
internal static class LeasedScript
{
    private const string Operation = "lockkeeper sql";

    // It is the user who ends it.
    private static readonly TimeSpan LongestWork = TimeSpan.FromDays(1);

    /// <summary>Runs it as one transaction. Makes the file where there is none.</summary>
    /// <exception cref="UsageException">The file or the SQL cannot be used; nothing was changed.</exception>
    /// <exception cref="FileHeldException">The file was not free in time; nothing was changed.</exception>
    public static async Task RunAsync(string path, SqlScript script, IResultPrinter printer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            (ResultSets results, long? changed) = await RunAsync(path, script, timeout, cancellationToken);
            results.Print(printer);
            if (changed is { } rows) SqlCommand.TellChanges(rows);
        }
        catch (SharedDatabaseException error) when (error.Kind is SharedDatabaseErrorKind.ReadTimeout or SharedDatabaseErrorKind.WriteTimeout)
        {
            throw new FileHeldException(error.Message);
        }
        catch (DuckDBException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new UsageException($"DuckDB says: {DuckDBErrors.FirstSentence(error.Message)}");
        }
        catch (MissingParameterException error)
        {
            throw new UsageException(SqlErrors.NoValue(error.Name));
        }
        catch (TransactionOwnedException)
        {
            throw new UsageException("A script is one transaction; leave BEGIN, COMMIT and ROLLBACK out.");
        }
        catch (Exception error) when (error is SharedDatabaseException or InvalidOperationException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new UsageException(error.Message);
        }
    }

    private static async Task<(ResultSets Results, long? Changed)> RunAsync(string path, SqlScript script, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await using SharedDatabase database = OpenedFile.OpenDuckDB(path, options =>
        {
            options.ReadTimeout = options.WriteTimeout = timeout;
            options.MaxReadDuration = options.MaxWriteDuration = LongestWork;
        });
        if (!MayCheckpoint(script) && await database.ReadAsync(connection => TryRead(connection, script), cancellationToken, Operation) is { } results) return (results, null);
        return await database.WriteAsync(
            transaction => Run(transaction.Connection, script) is var (rows, changed) ? (rows, (long?)changed) : default,
            cancellationToken,
            new WriteOptions { Batch = false },
            Operation);
    }

    // On a file that is open for reading, DuckDB answers it with success and does nothing.
    private static bool MayCheckpoint(SqlScript script) => script.Text.Contains("checkpoint", StringComparison.OrdinalIgnoreCase);

    // What DuckDB refuses on a reader's connection has changed nothing, and is run again as a whole.
    private static ResultSets? TryRead(DbConnection connection, SqlScript script)
    {
        try
        {
            return Run(connection, script).Results;
        }
        catch (DuckDBException error) when (DuckDBErrors.IsRefusedToReader(error))
        {
            return null;
        }
    }

    private static (ResultSets Results, long Changed) Run(DbConnection connection, SqlScript script)
    {
        using DbCommand command = connection.CreateCommand();
        script.Fill(command);
        using DbDataReader reader = command.ExecuteReader();
        var results = ResultSets.Read(reader);
        return (results, Math.Max(0, reader.RecordsAffected));
    }
}
