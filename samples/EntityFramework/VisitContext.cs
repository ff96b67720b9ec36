using Lockkeeper.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Visits;

internal sealed class VisitContext : DbContext
{
    public DbSet<Visit> Visits => Set<Visit>();

    protected override void OnConfiguring(DbContextOptionsBuilder options)
    {
        #region after
        options.UseSqlite("Data Source=visits.db").UseLockkeeper();
        #endregion
    }

    internal static void Before(DbContextOptionsBuilder options)
    {
        #region before
        options.UseSqlite("Data Source=visits.db");
        #endregion
    }
}
