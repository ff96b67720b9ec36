using System.CommandLine;
using System.Globalization;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Progress;
using Lockkeeper.Cli.Stress.Report;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Target;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress;

/// <summary><c>lockkeeper stress</c>: many processes of many workers write one file, and what they wrote is verified.</summary>
internal sealed class StressCommand
{
    private const string Description =
        "Lets many processes, each with many workers, write one database file, and verifies every row.";

    private const string Notes =
        """
        Each worker awaits each write before the next. A write is one transaction of two
        statements; its wait is measured from the call to the acknowledgement. Before
        the start each process warms up on a file of its own.

        The work is dealt out evenly, so fairness compares how many writes each process
        had made when the first of them was done (Jain's index: 1 is even, 1/N is one
        process alone). In a run of a few turns only it says little.

        DATABASE is kept. Only the tables of the workload are touched in it: the next
        run drops them, and a file that has tables of these names from elsewhere is
        refused.

        Several strategies are run one after the other, each on a fresh file and all on
        the same library of the engine, and set side by side:

        {0}

        Exit status: 0 if every write was acknowledged once and verification held, 1 if
        not, 2 if the command line, the input or the database cannot be used. That
        writes of other strategies fail is expected; what they acknowledged must stand.
        """;

    private readonly StressOptions _options = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var stress = new StressCommand();
        var command = new NotedCommand("stress", Description, Notes.Replace("{0}", DescribeStrategies(), StringComparison.Ordinal));
        stress._options.AddTo(command);
        command.SetAction((result, cancellationToken) => stress.RunAsync(result, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StressSettings settings = _options.Read(parsed);
        bool json = _options.WantsJson(parsed);
        string? report = _options.ReportFile(parsed);
        if (report is not null) ReportFile.RefuseUnlessWritable(report);

        using var interruption = new Interruption();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, cancellationToken);
        ILabEngine engine = LabEngines.Get(settings.Engine);
        IWorkload workload = WorkloadCatalog.Create(engine, settings.Workload, settings.WorkloadOptions);
        if (settings.Processes < workload.FewestProcesses)
        {
            throw new UsageException($"--processes must be at least {workload.FewestProcesses} for the workload {workload.Name}.");
        }

        var results = new List<StressResult>();
        foreach (string name in settings.Strategies)
        {
            Strategy strategy = Choose(engine.Strategy(name).For(settings.WorkloadOptions.Builds?.Access), settings.Journal);
            using TargetDatabase target = TargetDatabase.Prepare(settings.Database, workload, strategy);
            var run = new StressRun(settings, workload, strategy, target);
            if (!json && results.Count == 0) Introduce(run, settings, workload, engine);
            StressResult result = await ChooseView(json).ShowAsync(sink => run.ExecuteAsync(sink, stop.Token));
            results.Add(result);
            if (json) Console.Out.WriteLine(StressJson.Render(result));
        }

        if (!json) Show(results);
        if (report is not null) ReportFile.Write(report, results, settings);
        return results.TrueForAll(result => result.WentAsExpected) ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static Strategy Choose(Strategy strategy, JournalMode? journal) =>
        strategy.IsLockkeeper || journal is not { } mode || mode == strategy.JournalMode
            ? strategy
            : strategy with { JournalMode = mode, Summary = $"{strategy.Summary}; here with --journal {mode.ToString().ToLowerInvariant()}" };

    private static void Show(List<StressResult> results)
    {
        if (results.Count == 1) ResultView.Show(Terminal.Output(), results[0]);
        else ComparisonView.Show(Terminal.Output(), results);
    }

    private static string DescribeStrategies() => string.Join(
        '\n',
        LabEngines.All.SelectMany(engine => engine.Strategies
            .Select(strategy => $"  {strategy.Name,-10}  {strategy.Summary}")
            .Prepend($"{engine.Title}:")));

    /// <summary>Progress goes to the error output, so that the output holds nothing but the result.</summary>
    private static IProgressView ChooseView(bool json)
    {
        if (!Console.IsErrorRedirected) return new BarView(Terminal.Error());
        return json ? new SilentView() : new LineView(Console.Error);
    }

    private static void Introduce(StressRun run, StressSettings settings, IWorkload workload, ILabEngine engine)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: {run.Deal.Items:N0} writes {workload.Source}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(workload.HasSite ? "a web site and " : "")}{Figures.Plural(run.Deal.Processes, "process", "processes")} × {Figures.Plural(run.Deal.WorkersPerProcess, "worker", "workers")}, {engine.Title} {engine.Version}, durability {StressOptions.Durabilities[(int)settings.Durability]}"));
        if (settings.Strategies is [var only] && engine.Strategy(only) is { IsLockkeeper: false } strategy) Console.Out.WriteLine($"{strategy.Name}: {strategy.Summary}");
        if (workload.InputFaults is { } faults)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures.Plural(faults.BadLines, "line is", "lines are")} not in the combined log format and left out, the first is line {faults.FirstBadLine:N0}"));
        }
    }
}
