namespace Lockkeeper.Cli;

/// <summary>
/// The tool was asked for something that it cannot do. Its message is the one sentence that the user sees, and the exit
/// status is <see cref="ExitStatus.BadUsage"/>.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
