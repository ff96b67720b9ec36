using Lockkeeper.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.Benchmarks.Web;

/// <summary>A row.</summary>
internal sealed class Visit
{
    public int Id { get; set; }

    public required string Page { get; set; }
}

/// <summary>A context as web applications have it.</summary>
internal sealed class VisitContext(DbContextOptions<VisitContext> options) : DbContext(options)
{
    public DbSet<Visit> Visits => Set<Visit>();

    /// <summary>Adds it to a site's services, with Lockkeeper or as it comes.</summary>
    public static void AddTo(IServiceCollection services, string path, bool shared) => services.AddDbContext<VisitContext>(builder =>
    {
        builder.UseSqlite($"Data Source={path}");
        if (shared) builder.UseLockkeeper();
    });
}
