namespace Lockkeeper.Cli;

/// <summary>The file was not free in time; nothing was done. The message names who has it. The exit status is <see cref="ExitStatus.Held"/>.</summary>
internal sealed class FileHeldException(string message) : Exception(message);
