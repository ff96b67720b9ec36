using Lockkeeper.Sqlite.Native;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Sqlite.Opening;

/// <summary>The one file that an engine stands for: its one path, and what tells it from a file that replaces it.</summary>
internal sealed class DatabaseFile
{
    private readonly byte[] _encodedPath;
    private readonly FileFacts _facts;

    private DatabaseFile(string path, FileFacts facts)
    {
        Path = path;
        _encodedPath = FileFacts.Encode(path);
        _facts = facts;
        Identity = facts.Identity(path);
    }

    /// <summary>The absolute path, all links followed.</summary>
    public string Path { get; }

    /// <summary>Equal for two paths exactly when they lead to one file.</summary>
    public string Identity { get; }

    /// <summary>The file's number on its device; 0 where the system gives none.</summary>
    public FileFacts Facts => _facts;

    /// <summary>Finds the file, or creates it empty.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be opened or shared; the message says what to do.</exception>
    public static DatabaseFile Locate(string path, SqliteDatabaseOptions options, ILogger logger)
    {
        var canonical = CanonicalPath.Resolve(path);
        RefuseUnusable(canonical);
        if (!options.AllowNetworkFileSystem)
        {
            NetworkFileSystem.Refuse(canonical);
        }

        if (FileFacts.Read(canonical) is not { } facts)
        {
            Create(canonical);
            facts = FileFacts.Read(canonical) ?? throw Replaced(canonical);
        }

        if (facts.Links > 1)
        {
            var chosen = HardLinks.Choose(canonical, facts);
            Log.HardLinks(logger, canonical, facts.Links, chosen);
            canonical = chosen;
        }

        return new(canonical, facts);
    }

    /// <summary>The one name by which all meet at a file, whether it exists or not. Opens and creates nothing.</summary>
    /// <exception cref="SharedDatabaseException">It is not a path to a file, or the directory may not be written.</exception>
    public static string NameOf(string path)
    {
        var canonical = CanonicalPath.Resolve(path);
        RefuseUnusable(canonical);
        return FileFacts.Read(canonical) is { Links: > 1 } facts ? HardLinks.Choose(canonical, facts) : canonical;
    }

    /// <inheritdoc cref="Engines.IDatabaseEngine.VerifyFile"/>
    public void Verify()
    {
        if (FileFacts.Read(Path, _encodedPath) is not { } now || !now.IsSameFile(_facts))
        {
            throw Replaced(Path);
        }
    }

    private static SharedDatabaseException Replaced(string path) => new(
        SharedDatabaseErrorKind.DatabaseReplaced,
        $"The file at '{path}' is no longer the one that was opened: it was deleted, moved or replaced while in use. Nothing more "
        + "is written to it. Dispose the database and open it again; to restore a copy, stop all programs that use the file first.");

    private static void Create(string path)
    {
        // SQLite itself creates it, so that this process never has a descriptor of its own on the file.
        using var connection = new SqliteConnection(ConnectionText.For(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            connection.Open();
        }
        catch (SqliteException error)
        {
            throw OpenErrors.Explain(error, path);
        }
    }

    private static void RefuseUnusable(string path)
    {
        if (Directory.Exists(path))
        {
            throw CannotOpen($"'{path}' is a directory. Give the path of a file in it, for example '{System.IO.Path.Combine(path, "app.db")}'.");
        }

        var directory = System.IO.Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(directory) || !Directory.Exists(directory))
        {
            throw CannotOpen($"'{path}' cannot be opened: its directory '{directory}' does not exist. Create it first.");
        }

        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        if (Libc.Access(directory, Libc.WriteOk) != 0)
        {
            throw CannotOpen(
                $"'{path}' cannot be opened: this process may not write in its directory '{directory}', where SQLite keeps the WAL "
                + "beside the database. Give it the permission, or move the database to a directory of its own.");
        }

        if (File.Exists(path) && Libc.Access(path, Libc.WriteOk | Libc.ReadOk) != 0)
        {
            throw CannotOpen($"'{path}' cannot be opened: this process may not read and write it. Correct its owner or mode.");
        }
    }

    private static SharedDatabaseException CannotOpen(string message) => new(SharedDatabaseErrorKind.CannotOpen, message);
}
