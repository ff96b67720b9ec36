namespace Lockkeeper.Tests.Conformance;

/// <summary>The engines that keep the same promises: each test of this folder runs against every one.</summary>
public sealed class AllEngines : TheoryData<string>
{
    /// <summary>By name, so that each is a test of its own.</summary>
    public AllEngines() => AddRange("sqlite", "duckdb");
}
