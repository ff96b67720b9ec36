using Lockkeeper.Cli.Stress.Strategies;

namespace Lockkeeper.Cli.Stress.Engines;

/// <summary>The engines by name.</summary>
internal static class LabEngines
{
    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<ILabEngine> All { get; } = [SqliteLab.Instance, DuckDBLab.Instance];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(engine => engine.Name)];

    /// <summary>The names of all strategies of all engines, each once.</summary>
    public static IReadOnlyList<string> AllStrategyNames { get; } = [.. All.SelectMany(engine => engine.StrategyNames()).Distinct(StringComparer.Ordinal)];

    /// <summary>The engine with this name.</summary>
    public static ILabEngine Get(string name) => All.First(engine => engine.Name == name);

    /// <summary>The names of an engine's strategies.</summary>
    public static IEnumerable<string> StrategyNames(this ILabEngine engine) => engine.Strategies.Select(strategy => strategy.Name);

    /// <summary>The engine's strategy with this name.</summary>
    public static Strategy Strategy(this ILabEngine engine, string name) => engine.Strategies.First(strategy => strategy.Name == name);
}
