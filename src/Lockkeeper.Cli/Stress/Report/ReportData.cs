namespace Lockkeeper.Cli.Stress.Report;

/// <summary>All that the page shows.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Lead">The line below it.</param>
/// <param name="Strategies">The results in their order.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="Machine">What it ran on.</param>
internal sealed record ReportData(
    string Title, string Lead, IReadOnlyList<StrategyData> Strategies, IReadOnlyList<Fact> Settings, IReadOnlyList<Fact> Machine);
