using System.Data.Common;
using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Target;

/// <summary>Makes tables in a file, the way that a strategy wants.</summary>
internal static class Tables
{
    /// <summary>Runs the statements in one transaction, and makes the file where there is none. Blocks.</summary>
    /// <exception cref="DbException">The file cannot be used.</exception>
    public static void Create(string path, Strategy strategy, IReadOnlyList<string> statements)
    {
        string script = string.Join('\n', statements);
        if (strategy.IsLockkeeper)
        {
            using SharedDatabase database = strategy.Engine.Share(path);
            database.WriteAsync(transaction => transaction.Connection.Run(script), operation: "CreateTables").GetAwaiter().GetResult();
            return;
        }

        using DbConnection connection = strategy.Engine.Connect(path, FileAccess.ReadWrite);
        if (strategy.JournalMode is { } journal) connection.Run($"PRAGMA journal_mode={journal}");
        using DbTransaction transaction = connection.BeginTransaction();
        connection.Run(script);
        transaction.Commit();
    }
}
