namespace Lockkeeper.Cli.Stress;

/// <summary>The run could not be carried out. The message is what the user sees; the exit status is <see cref="ExitStatus.Failure"/>.</summary>
internal sealed class StressFailedException(string message) : Exception(message);
