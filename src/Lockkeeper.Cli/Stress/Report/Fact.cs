namespace Lockkeeper.Cli.Stress.Report;

/// <summary>A line of the page's lists.</summary>
internal sealed record Fact(string Name, string Value);
