using System.CommandLine;
using System.Data.Common;
using Lockkeeper.Cli.Files;
using Lockkeeper.DuckDB;
using Lockkeeper.Retention;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli;

/// <summary>What the verbs that open a database through Lockkeeper have in common: what they refuse, and how errors end them.</summary>
internal static class OpenedFile
{
    // DuckDB's instance costs an opening: of the tool's work, nothing is ever to be repeated on it.
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    /// <summary>The argument that names the file.</summary>
    public static Argument<string?> CreateArgument() => new("DATABASE") { Description = "The file, of SQLite or DuckDB.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Opens a file that exists through its engine, does the verb's work, and closes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="configure">Changes how it is opened.</param>
    /// <param name="work">The work; its token is cancelled when the tool is asked to end.</param>
    /// <returns>The exit status.</returns>
    /// <exception cref="UsageException">The file or something else that the command line names cannot be used.</exception>
    public static async Task<int> UseAsync(string path, Action<SharedDatabaseOptions> configure, Func<SharedDatabase, CancellationToken, Task<int>> work)
    {
        using var interruption = new Interruption();
        try
        {
            Require(path);
            await using SharedDatabase database = Open(path, configure);
            return await work(database, interruption.Token);
        }
        catch (SharedDatabaseException error) when (error.Kind is SharedDatabaseErrorKind.WriteTimeout or SharedDatabaseErrorKind.ReadTimeout)
        {
            Console.Error.WriteLine($"lockkeeper: {error.Message}");
            return ExitStatus.Held;
        }
        catch (Exception error) when (error is SharedDatabaseException or IOException or UnauthorizedAccessException or RetentionPolicyException or ArgumentException or DbException)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>Refuses what is no file, and a file with nothing in it: opening would make a database of it.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static void Require(string path)
    {
        DatabaseFile.RequireFile(path);
        // Asks for its size alone: opens nothing.
        if (new FileInfo(path).Length == 0) throw new UsageException($"'{path}' is empty: there is no database in it.");
    }

    /// <summary>Opens a file through its engine. DuckDB's library is loaded for its own files only.</summary>
    /// <exception cref="UsageException">It is no database.</exception>
    /// <exception cref="SharedDatabaseException">It cannot be opened.</exception>
    public static SharedDatabase Open(string path, Action<SharedDatabaseOptions> configure) =>
        DatabaseFile.IsDuckDB(path) ? OpenDuckDB(path, configure) : OpenSqlite(path, configure);

    private static SharedDatabase OpenSqlite(string path, Action<SharedDatabaseOptions> configure)
    {
        var options = new SqliteDatabaseOptions();
        configure(options);
        return SqliteDatabase.Open(path, options);
    }

    /// <summary>Opens a DuckDB file, and makes it where there is none.</summary>
    /// <exception cref="SharedDatabaseException">It cannot be opened or made.</exception>
    public static SharedDatabase OpenDuckDB(string path, Action<SharedDatabaseOptions> configure)
    {
        var options = new DuckDBDatabaseOptions { IdleRelease = AtOnce };
        configure(options);
        return DuckDBDatabase.Open(path, options);
    }
}
