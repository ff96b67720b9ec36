namespace Lockkeeper.Cli.Stress.Report;

/// <summary>How many errors there were of a kind.</summary>
internal sealed record ErrorCount(string Kind, long Count);
