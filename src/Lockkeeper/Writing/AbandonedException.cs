namespace Lockkeeper.Writing;

/// <summary>Ends a writer that was taken away while it was stuck in a caller's code. Never leaves this folder.</summary>
internal sealed class AbandonedException : Exception;
