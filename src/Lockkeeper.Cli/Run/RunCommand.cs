using System.CommandLine;
using System.Globalization;
using Lockkeeper.Cli.Who;
using Lockkeeper.Locking;
using Lockkeeper.Sqlite;
using Lockkeeper.Status;

namespace Lockkeeper.Cli.Run;

/// <summary><c>lockkeeper run</c>: any program takes its turn at a file.</summary>
internal static class RunCommand
{
    private const double DefaultTimeout = 30;

    private const string Description = "Waits for the turn at a database file, runs a program, and gives the turn up when it ends.";

    private const string Notes =
        """
        The program queues fairly with all that use Lockkeeper on the file: with their
        writers, or with --shared as a reader beside other readers, where writers wait.
        Others see its command line as the operation. SQLite's readers need no turn.

        The turn is inherited: if this tool is killed, the program has the turn until it
        ends, and so do programs that it leaves running in the background. SIGTERM and
        SIGHUP are passed on to it; Ctrl-C reaches it through the terminal.

        Example:
          lockkeeper run app.db -- python3 import.py
          lockkeeper run --timeout 300 analytics.duckdb -- dbt run
          lockkeeper run --shared analytics.duckdb -- duckdb -readonly analytics.duckdb

        Exit status: the program's own, 128 and the signal's number where one ended it;
        3 if the turn was not free in time, 2 if there is no such program or the file
        cannot be used. In these two the program was not started.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var database = new Argument<string?>("DATABASE") { Description = "The file, of SQLite or DuckDB; it need not exist yet.", Arity = ArgumentArity.ZeroOrOne };
        var program = new Argument<string[]>("COMMAND") { Description = "The program and its arguments, after --.", Arity = ArgumentArity.ZeroOrMore };
        var shared = new Option<bool>("--shared") { Description = "Share the turn with others that share it; writers wait." };
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for the turn; 30 by default.");
        var command = new NotedCommand("run", Description, Notes) { database, program, shared, timeout };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(database) ?? throw new UsageException("run needs a DATABASE and a COMMAND after --; see lockkeeper run --help."),
            parsed.GetValue(program) is { Length: > 0 } line ? line : throw new UsageException("run needs a COMMAND after --; see lockkeeper run --help."),
            parsed.GetValue(shared) ? LockMode.Shared : LockMode.Exclusive,
            TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? DefaultTimeout)));
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] line, LockMode mode, TimeSpan timeout)
    {
        string program = CommandPath.Find(line[0]);
        using ProgramTurn turn = Open(path, string.Join(' ', line));
        if (!await WaitAsync(turn, mode, timeout))
        {
            Console.Error.WriteLine(Sentence(Observe(turn), path, timeout));
            return ExitStatus.Held;
        }

        turn.LetProgramsInherit();
        return await ChildProgram.RunAsync(program, line, child => turn.ShowAs(child, Path.GetFileName(program)));
    }

    private static ProgramTurn Open(string path, string operation)
    {
        try
        {
            return SqliteDatabase.OpenTurn(path, operation);
        }
        catch (ArgumentException)
        {
            throw new UsageException("DATABASE is empty; name a file.");
        }
        catch (Exception error) when (error is SharedDatabaseException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(error.Message);
        }
    }

    private static async Task<bool> WaitAsync(ProgramTurn turn, LockMode mode, TimeSpan timeout)
    {
        using var interruption = new Interruption();
        return await turn.AcquireAsync(mode, timeout, interruption.Token);
    }

    // Where the file does not exist yet there is a line all the same, and only the board to see it on.
    private static DatabaseObservation Observe(ProgramTurn turn) => File.Exists(turn.DatabasePath)
        ? SqliteDatabase.Observe(turn.DatabasePath)
        : new(
            turn.DatabasePath,
            TimeProvider.System.GetUtcNow(),
            [.. PresenceBoard.ReadFrom(turn.DatabasePath).Select(entry => new ObservedProcess(entry.ProcessId, null, entry, [], []))],
            Hidden: 0,
            HiddenLocks: []);

    private static string Sentence(DatabaseObservation seen, string path, TimeSpan timeout)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"lockkeeper: {path} was not free within {timeout.TotalSeconds:0.###} s; the program was not started.");
        return seen.Processes.FirstOrDefault(process => process.HoldsFile) is { } holder
            ? string.Create(CultureInfo.InvariantCulture, $"{start} Process {holder.ProcessId} ({WhoText.Program(holder)}) {WhoText.Doing(holder)}{Since(holder, seen)}.")
            : start;
    }

    private static string Since(ObservedProcess holder, DatabaseObservation seen) =>
        WhoText.Since(holder, seen.At) is { Length: > 0 } since ? $", for {since}" : "";
}
