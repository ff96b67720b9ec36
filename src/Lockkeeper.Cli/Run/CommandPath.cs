namespace Lockkeeper.Cli.Run;

/// <summary>
/// Finds a program as a shell does: by its path where it has a slash, in PATH otherwise. .NET would look in the tool's own
/// and the current folder first.
/// </summary>
internal static class CommandPath
{
    /// <summary>The program's path.</summary>
    /// <exception cref="UsageException">There is none, or it may not be run.</exception>
    public static string Find(string command)
    {
        if (command.Length == 0) throw new UsageException("COMMAND is empty; name a program after --.");
        if (command.Contains('/') || (OperatingSystem.IsWindows() && command.Contains('\\')))
        {
            if (IsProgram(command)) return Path.GetFullPath(command);
            throw new UsageException(File.Exists(command) ? $"'{command}' is not executable; nothing was run." : $"There is no program '{command}'; nothing was run.");
        }

        string[] extensions = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => extensions.Select(extension => Path.Combine(folder, command + extension)))
            .FirstOrDefault(IsProgram) ?? throw new UsageException($"There is no program '{command}' in PATH; nothing was run.");
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != UnixFileMode.None);
    }
}
