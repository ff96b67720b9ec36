namespace Lockkeeper.Cli.Stress.Input;

/// <summary>
/// Requests by number. The same number is the same request in every process, so that processes deal the work out among
/// themselves without talking, and the one that verifies knows what each of them had to write.
/// </summary>
internal interface IRequestSource
{
    /// <summary>The request with this number, from 0. Safe for any number of threads.</summary>
    Request this[long number] { get; }
}
