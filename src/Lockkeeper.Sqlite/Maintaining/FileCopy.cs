using System.Data.Common;
using Lockkeeper.Sqlite.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lockkeeper.Sqlite.Maintaining;

/// <summary>
/// Copies a snapshot with SQLite's online backup (https://sqlite.org/backup.html). The source connection reads all the while
/// in one transaction, so that no writer makes the copying begin anew.
/// </summary>
internal static class FileCopy
{
    private const int PagesPerStep = 1_024;

    /// <inheritdoc cref="Engines.IFileMaintenance.Copy"/>
    public static void Make(DbConnection snapshot, string destination, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var source = ((SqliteConnection)snapshot).Handle!;
        try
        {
            Create(destination, ((SqliteConnection)snapshot).DataSource);
            using (var target = Open(destination, SqliteOpenMode.ReadWriteCreate))
            {
                // It is flushed once, when it is whole; until then nobody would miss it.
                Run(target, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF");
                Copy(source, target.Handle!, progress, cancellationToken);
            }

            // The copy says WAL, as its source does. A file that is to be whole by itself must not need a WAL to be opened.
            using var copy = Open(destination, SqliteOpenMode.ReadWrite);
            Run(copy, "PRAGMA synchronous=OFF; PRAGMA journal_mode=DELETE");
        }
        catch (SqliteException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"The backup '{destination}' cannot be written: {SqliteErrors.Text(error)}", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The backup '{destination}' cannot be written: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="Engines.IFileMaintenance.Verify"/>
    public static void Verify(string copy, CancellationToken cancellationToken)
    {
        string found;
        try
        {
            using var connection = Open(copy, SqliteOpenMode.ReadOnly);
            using var interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            found = (string)command.ExecuteScalar()!;
        }
        catch (SqliteException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found = SqliteErrors.Text(error);
        }

        if (found != "ok")
        {
            throw new SharedDatabaseException(
                SharedDatabaseErrorKind.Damaged,
                $"The copy is not sound and was not kept: {found}. Most likely the database itself is not: look with lockkeeper doctor --full.");
        }
    }

    // SQLite would let everybody read it that the umask lets, until it is whole and gets the database's mode. An empty file is a
    // database with nothing in it.
    private static void Create(string destination, string database)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File.GetUnixFileMode(database);
        new FileStream(destination, options).Dispose();
    }

    private static void Copy(sqlite3 source, sqlite3 target, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(target, "main", source, "main");
        if (backup is null || backup.IsInvalid)
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(target), target);
        }

        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesPerStep);
            SqliteException.ThrowExceptionForRC(code is raw.SQLITE_DONE ? raw.SQLITE_OK : code, target);
            long total = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(new BackupProgress(total - raw.sqlite3_backup_remaining(backup), total));
        }
        while (code == raw.SQLITE_OK);
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
