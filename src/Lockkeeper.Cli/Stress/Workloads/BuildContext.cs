using System.Runtime.ExceptionServices;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.EntityFrameworkCore;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The records of <c>builds</c> as an application with Entity Framework Core has them.</summary>
internal sealed class BuildContext(DbContextOptions<BuildContext> options) : DbContext(options)
{
    /// <summary>The records.</summary>
    public DbSet<BuildRecord> Builds => Set<BuildRecord>();

    /// <summary>Inserts records with a context of its own, in the transaction that is open.</summary>
    /// <exception cref="SqliteException">The driver's own error; the context's says nothing beside it.</exception>
    public static void Insert(StoreTransaction transaction, IEnumerable<BuildRecord> records)
    {
        DbContextOptionsBuilder<BuildContext> builder = new DbContextOptionsBuilder<BuildContext>().UseSqlite(transaction.Connection);
        if (transaction.Connection is SharedSqliteConnection) builder.UseLockkeeper();
        using var context = new BuildContext(builder.Options);
        context.Database.UseTransaction(transaction.Transaction);
        try
        {
            if (transaction.LooksFirst) _ = context.Builds.Max(record => (long?)record.Id);
            context.AddRange(records);
            context.SaveChanges();
        }
        catch (DbUpdateException error) when (error.InnerException is SqliteException inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<BuildRecord>().ToTable("builds");
}
