using System.CommandLine;
using Lockkeeper.Cli.Backup;
using Lockkeeper.Cli.Checkpoint;
using Lockkeeper.Cli.Doctor;
using Lockkeeper.Cli.Retain;
using Lockkeeper.Cli.Run;
using Lockkeeper.Cli.Sql;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Top;
using Lockkeeper.Cli.Vacuum;
using Lockkeeper.Cli.Who;
using Lockkeeper.Sqlite;

namespace Lockkeeper.Cli;

/// <summary>The command line: all verbs, and what is common to them.</summary>
internal static class LockkeeperCommand
{
    // No response files: a path may begin with an at sign.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    private static readonly Verb[] Verbs =
    [
        new("who", WhoCommand.Create, OpensDatabases: false),
        new("top", TopCommand.Create, OpensDatabases: false),
        new("doctor", DoctorCommand.Create),
        new("run", RunCommand.Create, OpensDatabases: false),
        new("sql", SqlCommand.Create),
        new("backup", BackupCommand.Create),
        new("checkpoint", CheckpointCommand.Create),
        new("vacuum", VacuumCommand.Create),
        new("retain", RetainCommand.Create),
        new("stress", StressCommand.Create),
        new("stress-worker", StressWorkerCommand.Create),
        new("stress-site", StressSiteCommand.Create),
    ];

    /// <summary>Parses and runs a command line. Errors are told on the error output, in one sentence each.</summary>
    /// <returns>The exit status; see <see cref="ExitStatus"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        Command root = Create(arguments.Count > 0 ? arguments[0] : "");
        ParseResult result = root.Parse(arguments.Count == 0 ? ["--help"] : arguments, Parser);
        if (result.UnmatchedTokens.Count > 0) return BadUsage($"'{result.UnmatchedTokens[0]}' is not understood; see lockkeeper --help.");
        if (result.Errors.Count > 0) return BadUsage(result.Errors[0].Message);

        try
        {
            int status = await result.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Each verb knows by itself what is to be done when it is interrupted.
                ProcessTerminationTimeout = null,
                // Without a command, the help is the error's text.
                Output = arguments.Count == 0 ? Console.Error : Console.Out,
            });
            return arguments.Count == 0 ? ExitStatus.BadUsage : status;
        }
        catch (UsageException error)
        {
            return BadUsage(error.Message);
        }
        catch (DllNotFoundException error)
        {
            // DuckDB's library is for some systems only.
            return BadUsage(error.Message);
        }
        catch (StressFailedException error)
        {
            Console.Error.WriteLine($"lockkeeper: {error.Message}");
            return ExitStatus.Failure;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("lockkeeper: interrupted.");
            return ExitStatus.Failure;
        }
    }

    // A person waits for each start: what a verb does not need is not made. With any other first word all verbs are there,
    // for the help and for what is said of a wrong one.
    private static Command Create(string first)
    {
        // Not a RootCommand: that one is named after the assembly, which is not the name that people type.
        var root = new Command("lockkeeper", "Lets any number of threads and processes share one database file.")
        {
            NotedHelp.CreateOption(),
            new VersionOption(),
        };
        Verb? chosen = Verbs.FirstOrDefault(verb => verb.Name == first);
        foreach (Verb verb in chosen is null ? Verbs : [chosen]) root.Subcommands.Add(verb.Create());
        if (chosen is { OpensDatabases: true }) SqliteLibrary.UseNewest();
        return root;
    }

    private static int BadUsage(string sentence)
    {
        Console.Error.WriteLine($"lockkeeper: {sentence.ReplaceLineEndings(" ").TrimEnd()}");
        return ExitStatus.BadUsage;
    }

    /// <summary>A verb.</summary>
    /// <param name="Name">What people type.</param>
    /// <param name="Create">Makes its command.</param>
    /// <param name="OpensDatabases">Whether it opens files through SQLite, so that the library must be chosen before.</param>
    private sealed record Verb(string Name, Func<Command> Create, bool OpensDatabases = true);
}
