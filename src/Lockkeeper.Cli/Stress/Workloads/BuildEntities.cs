using System.Data.Common;
using System.Runtime.ExceptionServices;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.EntityFrameworkCore;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>Inserts records with Entity Framework Core, a context for each transaction. For one connection, and one caller at a time.</summary>
/// <param name="records">The records of the next transaction.</param>
internal sealed class BuildEntities(Func<IEnumerable<BuildRecord>> records)
{
    private DbContextOptions<BuildContext>? _options;

    /// <summary>Inserts them in the transaction that is open.</summary>
    /// <exception cref="SqliteException">The driver's own error; the context's says nothing beside it.</exception>
    public void Insert(StoreTransaction transaction)
    {
        using var context = new BuildContext(_options ??= OptionsOf(transaction.Connection));
        context.Database.UseTransaction(transaction.Transaction);
        try
        {
            if (transaction.LooksFirst) _ = context.Builds.Max(record => (long?)record.Id);
            context.AddRange(records());
            context.SaveChanges();
        }
        catch (DbUpdateException error) when (error.InnerException is SqliteException inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    private static DbContextOptions<BuildContext> OptionsOf(DbConnection connection)
    {
        DbContextOptionsBuilder<BuildContext> builder = new DbContextOptionsBuilder<BuildContext>().UseSqlite(connection);
        if (connection is SharedSqliteConnection) builder.UseLockkeeper();
        return builder.Options;
    }
}
