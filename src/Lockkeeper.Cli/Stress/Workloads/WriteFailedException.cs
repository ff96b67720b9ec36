namespace Lockkeeper.Cli.Stress.Workloads;

/// <summary>A write that was made elsewhere failed, or did so after a part of it stood.</summary>
/// <param name="kind">What it is counted as; see <see cref="Strategies.ErrorKinds"/>.</param>
/// <param name="message">What to tell.</param>
/// <param name="stood">How many of its items stand, from the first on.</param>
/// <param name="isOutcomeUnknown">Whether nobody knows about the others; otherwise none of them stands.</param>
/// <param name="inner">Where it came from, or <see langword="null"/>.</param>
internal sealed class WriteFailedException(string kind, string message, int stood, bool isOutcomeUnknown, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What it is counted as.</summary>
    public string Kind => kind;

    /// <summary>How many of its items stand, from the first on.</summary>
    public int Stood => stood;

    /// <summary>Whether nobody knows about the others.</summary>
    public bool IsOutcomeUnknown => isOutcomeUnknown;
}
