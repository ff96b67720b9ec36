using System.CommandLine;
using System.Runtime.InteropServices;
using Lockkeeper.Cli.Stress.Processes;
using Lockkeeper.Cli.Stress.Site;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary><c>lockkeeper stress-worker</c>: what <c>lockkeeper stress</c> starts. Not for people, and hidden from the help.</summary>
internal static class StressWorkerCommand
{
    public const string Name = "stress-worker";

    public static Command Create()
    {
        var command = new Command(Name, "One process of a stress run; talks to its parent in lines of JSON.") { Hidden = true };
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // Ctrl-C goes to all processes of a terminal. The parent decides what becomes of it, and ends this one by closing
        // its input.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        try
        {
            return WorkerHost.Run(Console.In, Console.Out, Open);
        }
        catch (Exception error)
        {
            // The parent shows it to the user, who is not served by a stack.
            Console.Error.WriteLine(error.Message);
            return ExitStatus.Failure;
        }
    }

    private static IWorkerSession Open(WorkerSettings settings) =>
        settings.Site is not null && settings.Process == BuildsWorkload.Client ? ClientSession.Open(settings) : DatabaseSession.Open(settings);
}
