using System.CommandLine;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Cli.Doctor;

/// <summary><c>lockkeeper doctor</c>: a list of checks of one file, each with what to do.</summary>
internal static class DoctorCommand
{
    private const double DefaultTimeout = 5;

    private const string Description = "Checks a database file, the files beside it and who uses it, and says what to do.";

    private const string Notes =
        """
        Without --fix nothing is changed: the file is opened read-only, and may be in
        use. --full reads the whole file, which takes long for a large one.

        --fix does only what is safe while others use the file: it switches it to WAL if
        nobody has it locked, lets SQLite roll back what a leftover journal is for,
        checkpoints, and brings the planner's statistics up to date; of a DuckDB file it
        puts a leftover WAL into the database. It says what it did, and checks
        afterwards. It never deletes a WAL or a journal.

        Example:
          lockkeeper doctor app.db
          lockkeeper doctor app.db --full --json | jq '.findings[] | select(.severity != "ok")'

        Exit status: 0 if there is no problem, warnings or not; 1 if there is one, 2 if
        there is no such file or it may not be read.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var database = new Argument<string?>("DATABASE") { Description = "The file, of SQLite or DuckDB.", Arity = ArgumentArity.ZeroOrOne };
        var full = new Option<bool>("--full") { Description = "Read the whole file, too, and check all that is in it." };
        var fix = new Option<bool>("--fix") { Description = "Do what is safe to do." };
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long --fix waits for the turn; 5 by default.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new NotedCommand("doctor", Description, Notes) { database, full, fix, timeout, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(database) ?? throw new UsageException("doctor needs a DATABASE; see lockkeeper doctor --help."),
            parsed.GetValue(full),
            parsed.GetValue(fix),
            SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout),
            parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool full, bool fix, TimeSpan timeout, bool json)
    {
        using var interruption = new Interruption();
        // What is to be mended is found by the same look that the checks have.
        IReadOnlyList<string> done = fix ? await Treatment.ApplyAsync(Examine(path, full: false, interruption.Token), timeout, interruption.Token) : [];
        Patient patient = Examine(path, full, interruption.Token);
        IReadOnlyList<Finding> findings = Examination.Run(patient);
        if (json) Console.Out.WriteLine(DoctorJson.Render(patient.Path, done, findings));
        else DoctorView.Show(Terminal.Output(), patient.Path, done, findings);
        return findings.Any(finding => finding.Severity == Severity.Problem) ? ExitStatus.Failure : ExitStatus.Success;
    }

    private static Patient Examine(string path, bool full, CancellationToken cancellationToken)
    {
        try
        {
            return Patient.Examine(path, full, cancellationToken);
        }
        catch (ArgumentException)
        {
            throw new UsageException("DATABASE is empty; name a file.");
        }
        catch (Exception error) when (error is SharedDatabaseException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(error.Message);
        }
        catch (SqliteException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
