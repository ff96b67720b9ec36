using System.Diagnostics;

namespace Lockkeeper.Cli.Stress.Processes;

/// <summary>How this tool starts itself again.</summary>
internal static class SelfCommand
{
    /// <summary>
    /// The program and the arguments that start the tool the way it was started: its own executable, or
    /// <c>dotnet exec lockkeeper.dll</c>.
    /// </summary>
    /// <param name="processPath">The path of the process that runs now (<see cref="Environment.ProcessPath"/>).</param>
    /// <param name="assemblyPath">The path of <c>lockkeeper.dll</c>.</param>
    /// <param name="arguments">What to tell the tool.</param>
    public static ProcessStartInfo Create(string processPath, string assemblyPath, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(processPath)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A program that hosts runtimes is told what to run; an executable of our own knows.
        if (string.Equals(Path.GetFileNameWithoutExtension(processPath), "dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(assemblyPath);
        }

        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>The same for the process that runs now.</summary>
    public static ProcessStartInfo Create(params ReadOnlySpan<string> arguments) => Create(
        Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell this process's own path."),
        // The assembly itself does not know where it is when the tool is one file, which is an executable of its own.
        Path.Combine(AppContext.BaseDirectory, "Lockkeeper.Cli.dll"),
        arguments);
}
