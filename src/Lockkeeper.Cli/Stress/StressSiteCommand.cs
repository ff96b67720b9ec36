using System.CommandLine;
using System.Runtime.InteropServices;
using Lockkeeper.Cli.Stress.Site;

namespace Lockkeeper.Cli.Stress;

/// <summary><c>lockkeeper stress-site</c>: the web site of <c>builds</c>. Not for people, and hidden from the help.</summary>
internal static class StressSiteCommand
{
    public const string Name = "stress-site";

    public static Command Create()
    {
        var command = new Command(Name, "The web site of a stress run; talks to its parent in lines of JSON.") { Hidden = true };
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // As for stress-worker: the parent decides what becomes of Ctrl-C.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        try
        {
            return SiteHost.Run(Console.In, Console.Out);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error.Message);
            return ExitStatus.Failure;
        }
    }
}
