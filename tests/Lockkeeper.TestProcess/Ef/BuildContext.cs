using Lockkeeper.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Lockkeeper.TestProcess.Ef;

/// <summary>A context as applications have it.</summary>
public sealed class BuildContext(DbContextOptions<BuildContext> options) : DbContext(options)
{
    public DbSet<Build> Builds => Set<Build>();

    /// <summary>The options of one that shares the file, or of one that does not.</summary>
    public static DbContextOptions<BuildContext> Options(string path, bool shared, Action<LockkeeperDbContextOptions>? configure = null, IInterceptor? interceptor = null)
    {
        DbContextOptionsBuilder<BuildContext> builder = new DbContextOptionsBuilder<BuildContext>().UseSqlite($"Data Source={path};Default Timeout={(shared ? 30 : 1)}");
        if (interceptor is not null) builder.AddInterceptors(interceptor);
        return (shared ? builder.UseLockkeeper(configure) : builder).Options;
    }
}
