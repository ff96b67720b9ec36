using System.CommandLine;
using System.Globalization;
using Lockkeeper.Cli.Files;
using Lockkeeper.Cli.Sql.Output;

namespace Lockkeeper.Cli.Sql;

/// <summary><c>lockkeeper sql</c>: runs SQL on a file, reading in a snapshot and writing in turn.</summary>
internal static class SqlCommand
{
    private const double DefaultTimeout = 30;

    private const string Description = "Runs SQL on a database file: reads in one snapshot, writes in turn.";

    private const string Notes =
        """
        A script is one transaction: all of it stands, or nothing. Whether it writes is
        decided by the engine, not by its words. What only reads opens the file
        read-only and changes nothing; what writes takes its turn with all that use
        Lockkeeper on the file, and switches a SQLite file to WAL as they do.

        A DuckDB file is open to one writer or to readers at a time, so that reading
        queues there, too, and its rows are printed after the file is given back.

        Values of --param are whole numbers or decimals where they are written as such
        (12, -0.5), NULL for null, and text otherwise (007, 1.50, "null").

        Rows are printed as a table on a terminal and as CSV otherwise; --json prints a
        JSON object a line, with blobs in Base64 and lists as arrays. How many rows a
        script changed, triggers included, is told on the error output, after the
        commit.

        Example:
          lockkeeper sql app.db "SELECT * FROM topics WHERE id = $id" --param id=7
          lockkeeper sql app.db "DELETE FROM visits WHERE day < '2026-01-01'"
          lockkeeper sql app.db < migration.sql
          lockkeeper sql --create new.duckdb "CREATE TABLE t AS FROM 'orders.csv'"

        Exit status: 0 if all was done; 3 if the turn was not free in time, 2 if the file
        or the SQL cannot be used. In these two nothing was changed.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var database = new Argument<string?>("DATABASE") { Description = "The file, of SQLite or DuckDB.", Arity = ArgumentArity.ZeroOrOne };
        var sql = new Argument<string?>("SQL") { Description = "Statements; from the standard input where they are left out.", Arity = ArgumentArity.ZeroOrOne };
        var parameters = new Option<string[]>("--param") { Description = "A parameter of the statements, any number of times.", HelpName = "NAME=VALUE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        Option<double?> timeout = SecondsOption.Create("--timeout", "How long to wait for the turn or a lock; 30 by default.");
        var json = new Option<bool>("--json") { Description = "Print a JSON object a row." };
        var csv = new Option<bool>("--csv") { Description = "Print CSV, on a terminal too." };
        var create = new Option<bool>("--create") { Description = "Make the file where there is none: DuckDB's if it ends in .duckdb or .ddb, SQLite's otherwise." };
        var command = new NotedCommand("sql", Description, Notes) { database, sql, parameters, timeout, json, csv, create };
        command.SetAction((parsed, _) =>
        {
            string path = parsed.GetValue(database) ?? throw new UsageException("sql needs a DATABASE; see lockkeeper sql --help.");
            if (parsed.GetValue(json) && parsed.GetValue(csv)) throw new UsageException("--json and --csv exclude each other.");
            var script = SqlScript.Parse(parsed.GetValue(sql) ?? ReadInput(), parsed.GetValue(parameters) ?? []);
            return RunAsync(path, script, Printer(parsed.GetValue(json), parsed.GetValue(csv)), SecondsOption.Limit(parsed.GetValue(timeout), DefaultTimeout), parsed.GetValue(create));
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, SqlScript script, IResultPrinter printer, TimeSpan timeout, bool create)
    {
        using var interruption = new Interruption();
        try
        {
            bool isNew = create && path.Length > 0 && !Path.Exists(path);
            if (isNew ? DatabaseFile.IsNamedForDuckDB(path) : DatabaseFile.IsDuckDB(path)) await LeasedScript.RunAsync(path, script, printer, timeout, interruption.Token);
            else if (isNew || !await SnapshotReader.TryReadAsync(path, script, printer, timeout, interruption.Token))
                await TurnWriter.WriteAsync(path, script, printer, timeout, interruption.Token);
            return ExitStatus.Success;
        }
        catch (FileHeldException held)
        {
            Console.Error.WriteLine($"lockkeeper: {held.Message}");
            return ExitStatus.Held;
        }
    }

    /// <summary>Tells how many rows a script changed, after its commit.</summary>
    public static void TellChanges(long changed) =>
        Console.Error.WriteLine(changed == 1 ? "1 row changed." : string.Create(CultureInfo.InvariantCulture, $"{changed:N0} rows changed."));

    private static IResultPrinter Printer(bool json, bool csv)
    {
        if (json) return new JsonLinesPrinter(Console.Out);
        return csv || Console.IsOutputRedirected ? new CsvPrinter(Console.Out) : new TablePrinter(Terminal.Output());
    }

    private static string ReadInput() => Console.IsInputRedirected
        ? Console.In.ReadToEnd()
        : throw new UsageException("sql needs SQL, as its second argument or on the standard input; see lockkeeper sql --help.");
}
