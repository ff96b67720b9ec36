using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Lockkeeper.Cli;

/// <summary>A command with something to explain at the end of its own help, where a list of commands has no room for it.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">One sentence.</param>
/// <param name="notes">Paragraphs, wrapped to fit 80 columns.</param>
internal sealed class NotedCommand(string name, string description, string notes) : Command(name, description)
{
    /// <summary>The paragraphs.</summary>
    public string Notes { get; } = notes;
}

/// <summary>The help of all commands, with the notes of those that have some.</summary>
internal sealed class NotedHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help;

    private NotedHelp(HelpAction help) => _help = help;

    /// <summary>Makes the option <c>--help</c>.</summary>
    public static HelpOption CreateOption()
    {
        var option = new HelpOption();
        option.Action = new NotedHelp((HelpAction)option.Action!);
        return option;
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int status = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is NotedCommand command) parseResult.InvocationConfiguration.Output.WriteLine(command.Notes);
        return status;
    }
}
