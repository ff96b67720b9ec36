using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Verification;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Stress.Target;

/// <summary>Makes tables in a file, in the journal mode that a strategy wants.</summary>
internal static class Tables
{
    /// <summary>Runs the statements in one transaction, and makes the file where there is none. Blocks.</summary>
    /// <exception cref="DbException">The file cannot be used.</exception>
    public static void Create(string path, Strategy strategy, IReadOnlyList<string> statements)
    {
        string script = string.Join('\n', statements);
        if (strategy.IsLockkeeper)
        {
            using SharedDatabase database = SqliteDatabase.Open(path);
            database.WriteAsync(transaction => Run(transaction.Connection, script), operation: "CreateTables").GetAwaiter().GetResult();
            return;
        }

        using SqliteConnection connection = PlainConnection.Open(path, SqliteOpenMode.ReadWriteCreate);
        Run(connection, $"PRAGMA journal_mode={strategy.JournalMode}");
        using SqliteTransaction transaction = connection.BeginTransaction();
        Run(connection, script);
        transaction.Commit();
    }

    private static void Run(DbConnection connection, string script)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
    }
}
