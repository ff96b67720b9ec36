using Lockkeeper.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Sqlite.Storage.Internal;
using Microsoft.EntityFrameworkCore.Storage;

namespace Lockkeeper.EntityFrameworkCore.Migrations;

/// <summary>Creates and deletes the file while no other process does.</summary>
internal sealed class SharedDatabaseCreator : SqliteDatabaseCreator
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm", "-journal"];
    private readonly ISqliteRelationalConnection _connection;
    private readonly IDbContextOptions _options;

    public SharedDatabaseCreator(
        RelationalDatabaseCreatorDependencies dependencies, ISqliteRelationalConnection connection, IRawSqlCommandBuilder rawSqlCommandBuilder, IDbContextOptions options)
        : base(dependencies, connection, rawSqlCommandBuilder)
    {
        _connection = connection;
        _options = options;
    }

    /// <inheritdoc/>
    public override bool EnsureCreated()
    {
        using MigrationLine line = MigrationLine.Enter(_connection, _options, nameof(EnsureCreated));
        return base.EnsureCreated();
    }

    /// <inheritdoc/>
    public override async Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default)
    {
        using MigrationLine line = await MigrationLine.EnterAsync(_connection, _options, nameof(EnsureCreated), cancellationToken).ConfigureAwait(false);
        return await base.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Delete()
    {
        string text = _connection.DbConnection.ConnectionString;
        if (SharedSqliteConnection.PathOf(text) is not { } path)
        {
            base.Delete();
            return;
        }

        using MigrationLine line = MigrationLine.Enter(_connection, _options, nameof(Delete));
        // What is open in this process would go on reading and writing a file that has no name any more.
        SharedSqliteConnection.CloseDatabaseAsync(text).AsTask().GetAwaiter().GetResult();
        DeleteFiles(path);
    }

    /// <inheritdoc/>
    public override async Task DeleteAsync(CancellationToken cancellationToken = default)
    {
        string text = _connection.DbConnection.ConnectionString;
        if (SharedSqliteConnection.PathOf(text) is not { } path)
        {
            await base.DeleteAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using MigrationLine line = await MigrationLine.EnterAsync(_connection, _options, nameof(Delete), cancellationToken).ConfigureAwait(false);
        await SharedSqliteConnection.CloseDatabaseAsync(text).ConfigureAwait(false);
        DeleteFiles(path);
    }

    // A WAL that outlived its database would be taken for that of the next one. The side file stays, as always.
    private static void DeleteFiles(string path)
    {
        foreach (string suffix in Suffixes) File.Delete(path + suffix);
    }
}
