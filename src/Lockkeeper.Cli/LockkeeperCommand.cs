using System.CommandLine;
using Lockkeeper.Cli.Doctor;
using Lockkeeper.Cli.Run;
using Lockkeeper.Cli.Sql;
using Lockkeeper.Cli.Stress;
using Lockkeeper.Cli.Top;
using Lockkeeper.Cli.Who;

namespace Lockkeeper.Cli;

/// <summary>The command line: all verbs, and what is common to them.</summary>
internal static class LockkeeperCommand
{
    // No response files: a path may begin with an at sign.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs a command line. Errors are told on the error output, in one sentence each.</summary>
    /// <returns>The exit status; see <see cref="ExitStatus"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        Command root = Create();
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

    private static Command Create()
    {
        // Not a RootCommand: that one is named after the assembly, which is not the name that people type.
        var root = new Command("lockkeeper", "Lets any number of threads and processes share one database file.")
        {
            NotedHelp.CreateOption(),
            new VersionOption(),
        };
        root.Subcommands.Add(WhoCommand.Create());
        root.Subcommands.Add(TopCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(SqlCommand.Create());
        root.Subcommands.Add(StressCommand.Create());
        root.Subcommands.Add(StressWorkerCommand.Create());
        root.Subcommands.Add(StressSiteCommand.Create());
        return root;
    }

    private static int BadUsage(string sentence)
    {
        Console.Error.WriteLine($"lockkeeper: {sentence.ReplaceLineEndings(" ").TrimEnd()}");
        return ExitStatus.BadUsage;
    }
}
