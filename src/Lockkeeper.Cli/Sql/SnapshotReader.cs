using Lockkeeper.Cli.Sql.Output;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Sql;

/// <summary>Runs a script that only reads, on a connection that cannot write, in one snapshot. Takes no turn and changes nothing.</summary>
internal static class SnapshotReader
{
    /// <summary>Runs it, or does nothing where it writes.</summary>
    /// <returns>Whether it was run.</returns>
    /// <exception cref="UsageException">The file or the SQL cannot be used.</exception>
    /// <exception cref="FileHeldException">Another program kept the file from being read.</exception>
    public static async Task<bool> TryReadAsync(string path, SqlScript script, IResultPrinter printer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadOnly,
                DefaultTimeout = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds)),
                Pooling = false,
            }.ConnectionString);
            connection.Open();
            await using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            await using SqliteCommand command = connection.CreateCommand();
            // A transaction begins with what it reads first. What is no database shows here, and what keeps the file from being read.
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            command.ExecuteScalar();
            if (!StatementSurvey.OnlyReads(connection, script)) return false;
            script.Fill(command);
            await using CancellationTokenRegistration interrupt = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle));
            await using SqliteDataReader reader = command.ExecuteReader();
            ResultSets.Print(reader, printer);
            return true;
        }
        catch (SqliteException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqlErrors.Explain(error, path, timeout);
        }
        catch (InvalidOperationException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
