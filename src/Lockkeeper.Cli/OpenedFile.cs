using System.CommandLine;
using Lockkeeper.Retention;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli;

/// <summary>What the verbs that open a database through Lockkeeper have in common: what they refuse, and how errors end them.</summary>
internal static class OpenedFile
{
    /// <summary>The argument that names the file.</summary>
    public static Argument<string?> CreateArgument() => new("DATABASE") { Description = "The file, of SQLite.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Opens a file that exists, does the verb's work, and closes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is opened.</param>
    /// <param name="work">The work; its token is cancelled when the tool is asked to end.</param>
    /// <returns>The exit status.</returns>
    /// <exception cref="UsageException">The file or something else that the command line names cannot be used.</exception>
    public static async Task<int> UseAsync(string path, SqliteDatabaseOptions options, Func<SharedDatabase, CancellationToken, Task<int>> work)
    {
        using var interruption = new Interruption();
        try
        {
            Require(path);
            await using SharedDatabase database = SqliteDatabase.Open(path, options);
            return await work(database, interruption.Token);
        }
        catch (SharedDatabaseException error) when (error.Kind is SharedDatabaseErrorKind.WriteTimeout or SharedDatabaseErrorKind.ReadTimeout)
        {
            Console.Error.WriteLine($"lockkeeper: {error.Message}");
            return ExitStatus.Held;
        }
        catch (Exception error) when (error is SharedDatabaseException or IOException or UnauthorizedAccessException or RetentionPolicyException or ArgumentException or SqliteException)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>Refuses what is no file, and a file with nothing in it: opening would make a database of it.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static void Require(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new UsageException("DATABASE is empty; name a file.");
        if (!File.Exists(path)) throw new UsageException(Directory.Exists(path) ? $"'{path}' is a directory; name a database file." : $"There is no file '{path}'.");
        // Asks for its size alone: opens nothing.
        if (new FileInfo(path).Length == 0) throw new UsageException($"'{path}' is empty: there is no database in it.");
    }
}
