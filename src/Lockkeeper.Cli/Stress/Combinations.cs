using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary>Which workloads and strategies an engine has.</summary>
internal static class Combinations
{
    /// <summary>Refuses a workload that this engine has not.</summary>
    /// <exception cref="UsageException">It has not; the message lists what there is.</exception>
    public static void RefuseWorkload(ILabEngine engine, string name)
    {
        if (!WorkloadCatalog.NamesOf(engine).Contains(name)) throw Refuse("workload", name, WorkloadCatalog.NamesOf);
    }

    /// <summary>The named strategies, with <see cref="ListOption.All"/> as all that the engine has.</summary>
    /// <exception cref="UsageException">The engine has one of them not; the message lists what there is.</exception>
    public static IReadOnlyList<string> ChooseStrategies(ILabEngine engine, IReadOnlyList<string> named)
    {
        string[] known = [.. engine.StrategyNames()];
        return named.FirstOrDefault(word => word != ListOption.All && !known.Contains(word)) is { } other
            ? throw Refuse("strategy", other, LabEngines.StrategyNames)
            : ListOption.Expand(named, known);
    }

    private static UsageException Refuse(string option, string name, Func<ILabEngine, IEnumerable<string>> list)
    {
        string there = string.Join("; ", LabEngines.All.Select(engine => $"--engine {engine.Name} has {string.Join(", ", list(engine))}"));
        return new UsageException($"--{option} {name} is not of this engine: {there}.");
    }
}
