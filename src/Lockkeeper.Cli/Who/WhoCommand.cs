using System.CommandLine;
using Lockkeeper.Cli.Files;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Who;

/// <summary><c>lockkeeper who</c>: every process that has a file open, and who holds it.</summary>
internal static class WhoCommand
{
    private const string Description = "Shows every process that has a database file open, and which one holds it.";

    private const string Notes =
        """
        Programs without Lockkeeper are seen too, on Linux: which of them have the file
        open, and which of the engine's locks they hold. The file is not opened, no lock
        is taken, and no right to write is needed. A program that polls for a lock, as
        SQLite's busy timeout does, is not seen to wait. Processes of other users are
        seen as root only, those of other containers from the host only.

        DuckDB locks the whole file: "exclusive", or "shared" by those that only read.

        Example:
          lockkeeper who app.db
          lockkeeper who app.db --json | jq '.processes[] | select(.holds)'

        Exit status: 0 if nobody holds the file, 3 if somebody does, 2 if there is no
        such file.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var database = new Argument<string?>("DATABASE") { Description = "The file, of SQLite or DuckDB.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new NotedCommand("who", Description, Notes) { database, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(database) ?? throw new UsageException("who needs a DATABASE; see lockkeeper who --help."), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool json)
    {
        DatabaseObservation seen = Look(path);
        if (json) Console.Out.WriteLine(WhoJson.Render(seen));
        else WhoView.Show(Console.Out, seen);
        return seen.IsHeld ? ExitStatus.Held : ExitStatus.Success;
    }

    private static DatabaseObservation Look(string path)
    {
        try
        {
            return DatabaseFile.Observe(path);
        }
        catch (SharedDatabaseException error)
        {
            throw new UsageException(error.Message);
        }
        catch (ArgumentException)
        {
            throw new UsageException("DATABASE is empty; name a file.");
        }
    }
}
