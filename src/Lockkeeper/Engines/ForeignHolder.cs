namespace Lockkeeper.Engines;

/// <summary>A process outside Lockkeeper that holds one of the engine's locks.</summary>
/// <param name="ProcessId">Its id, as this process sees it.</param>
/// <param name="CommandLine">Its command line, or <see langword="null"/> where it may not be read.</param>
/// <param name="Lock">The lock in the engine's own words: <c>write</c>, <c>checkpoint</c>, <c>exclusive</c>.</param>
public sealed record ForeignHolder(int ProcessId, string? CommandLine, string Lock);
