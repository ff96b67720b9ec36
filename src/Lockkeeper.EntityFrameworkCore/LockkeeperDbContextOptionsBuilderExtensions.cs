using Lockkeeper.EntityFrameworkCore.Connections;
using Lockkeeper.EntityFrameworkCore.Migrations;
using Lockkeeper.EntityFrameworkCore.Options;
using Lockkeeper.EntityFrameworkCore.Retries;
using Lockkeeper.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Sqlite.Infrastructure.Internal;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Lockkeeper.EntityFrameworkCore;

/// <summary>Puts Lockkeeper under a context.</summary>
public static class LockkeeperDbContextOptionsBuilderExtensions
{
    /// <summary>
    /// Lets the context write in turn: each transaction, <c>SaveChanges</c> and raw command that writes waits for its turn and
    /// gives it up when it is done; what reads takes none. Migrations of several processes that start at once come one after
    /// the other: the first one migrates, the others find it done. To be called after <c>UseSqlite</c>.
    /// </summary>
    /// <example><code>options.UseSqlite("Data Source=app.db").UseLockkeeper()</code></example>
    /// <param name="builder">The context's options.</param>
    /// <param name="configure">What is different from the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException"><c>UseSqlite</c> was not called before, or was given a connection of the driver's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static DbContextOptionsBuilder UseLockkeeper(this DbContextOptionsBuilder builder, Action<LockkeeperDbContextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new LockkeeperDbContextOptions();
        configure?.Invoke(options);
        options.Validate();
        SqliteOptionsExtension sqlite = builder.Options.FindExtension<SqliteOptionsExtension>()
            ?? throw new InvalidOperationException("UseLockkeeper() needs UseSqlite(\"Data Source=app.db\") before it.");
        if (sqlite.Connection is not null and not SharedSqliteConnection)
            throw new InvalidOperationException("UseSqlite was given a connection that takes no turn. Give it the connection string, or a SharedSqliteConnection.");

        var infrastructure = (IDbContextOptionsBuilderInfrastructure)builder;
        infrastructure.AddOrUpdateExtension(new LockkeeperOptionsExtension(options.MigrationTimeout));
        if (options.MaxRetries > 0)
        {
            int retries = options.MaxRetries;
            infrastructure.AddOrUpdateExtension((SqliteOptionsExtension)sqlite.WithExecutionStrategyFactory(dependencies => new TurnExecutionStrategy(dependencies, retries)));
        }

        return builder
            .ReplaceService<ISqliteRelationalConnection, SharedRelationalConnection>()
            .ReplaceService<IRelationalDatabaseCreator, SharedDatabaseCreator>()
            .ReplaceService<IMigrator, OneByOneMigrator>();
    }

    /// <inheritdoc cref="UseLockkeeper(DbContextOptionsBuilder, Action{LockkeeperDbContextOptions})"/>
    public static DbContextOptionsBuilder<TContext> UseLockkeeper<TContext>(
        this DbContextOptionsBuilder<TContext> builder, Action<LockkeeperDbContextOptions>? configure = null)
        where TContext : DbContext =>
        (DbContextOptionsBuilder<TContext>)UseLockkeeper((DbContextOptionsBuilder)builder, configure);
}
