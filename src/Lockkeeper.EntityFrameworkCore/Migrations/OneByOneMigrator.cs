using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockkeeper.EntityFrameworkCore.Migrations;

/// <summary>
/// Migrates while no other process does. Who comes after another finds that one's migrations in the history, which is only
/// read when its turn has come.
/// </summary>
internal sealed class OneByOneMigrator(IServiceProvider services, IRelationalConnection connection, IDbContextOptions options) : IMigrator
{
    private readonly Migrator _migrator = ActivatorUtilities.CreateInstance<Migrator>(services);

    /// <inheritdoc/>
    public void Migrate(string? targetMigration = null)
    {
        using MigrationLine line = MigrationLine.Enter(connection, options, nameof(Migrate));
        _migrator.Migrate(targetMigration);
    }

    /// <inheritdoc/>
    public async Task MigrateAsync(string? targetMigration = null, CancellationToken cancellationToken = default)
    {
        using MigrationLine line = await MigrationLine.EnterAsync(connection, options, nameof(Migrate), cancellationToken).ConfigureAwait(false);
        await _migrator.MigrateAsync(targetMigration, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string GenerateScript(string? fromMigration = null, string? toMigration = null, MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default) =>
        _migrator.GenerateScript(fromMigration, toMigration, options);
}
