using System.Globalization;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.EntityFrameworkCore.Options;

/// <summary>What the context's options remember of <c>UseLockkeeper</c>.</summary>
internal sealed class LockkeeperOptionsExtension : IDbContextOptionsExtension
{
    public LockkeeperOptionsExtension(TimeSpan migrationTimeout)
    {
        MigrationTimeout = migrationTimeout;
        Info = new Facts(this);
    }

    public TimeSpan MigrationTimeout { get; }

    /// <inheritdoc/>
    public DbContextOptionsExtensionInfo Info { get; }

    /// <inheritdoc/>
    public void ApplyServices(IServiceCollection services)
    {
        // The services are replaced one by one, which needs no place here.
    }

    /// <inheritdoc/>
    public void Validate(IDbContextOptions options)
    {
        // They were validated when they were given.
    }

    private sealed class Facts(LockkeeperOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => false;

        public override string LogFragment => "using Lockkeeper ";

        public override int GetServiceProviderHashCode() => 0;

        public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is Facts;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) =>
            debugInfo["Lockkeeper:MigrationTimeout"] = extension.MigrationTimeout.ToString("c", CultureInfo.InvariantCulture);
    }
}
