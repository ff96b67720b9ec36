using Microsoft.EntityFrameworkCore;

namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>The records of <c>builds</c> as an application with Entity Framework Core has them.</summary>
internal sealed class BuildContext(DbContextOptions<BuildContext> options) : DbContext(options)
{
    /// <summary>The records.</summary>
    public DbSet<BuildRecord> Builds => Set<BuildRecord>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<BuildRecord>().ToTable("builds");
}
