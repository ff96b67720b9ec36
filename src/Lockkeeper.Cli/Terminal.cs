using Spectre.Console;

namespace Lockkeeper.Cli;

/// <summary>The two outputs of the tool for styled text: plain, 80 columns wide, where they do not go to a terminal.</summary>
internal static class Terminal
{
    /// <summary>The result.</summary>
    public static IAnsiConsole Output() => Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Progress and errors.</summary>
    public static IAnsiConsole Error() => Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Makes a console of a writer.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="plain">Whether it is no terminal. The library only looks at the terminal's name, which a pipe inherits.</param>
    public static IAnsiConsole Create(TextWriter writer, bool plain)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (plain)
        {
            settings.Ansi = AnsiSupport.No;
            settings.ColorSystem = ColorSystemSupport.NoColors;
            settings.Interactive = InteractionSupport.No;
        }

        IAnsiConsole console = AnsiConsole.Create(settings);
        if (plain) console.Profile.Width = 80;
        return console;
    }
}
