using System.CommandLine;
using System.Globalization;
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
        "Lets many processes, each with many workers, write one SQLite file, and verifies every row.";

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
        the same SQLite, and set side by side:

        {0}

        Exit status: 0 if every write was acknowledged once and verification held, 1 if
        not, 2 if the command line, the input or the database cannot be used. That
        writes of other strategies fail is expected; what they acknowledged must stand.
        """;

    private static readonly string[] Durabilities = ["normal", "full"];
    private static readonly string[] Journals = ["delete", "wal"];

    private readonly Argument<string?> _database = new("DATABASE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The file to write; made where there is none. Without it, a temporary one that is deleted at the end.",
    };

    private readonly Option<string> _workload = ChoiceOption.Create(
        "--workload",
        "visits: each request of an access log becomes a row of ip_log and an upsert of user_activity. topics: status changes of 400 topics go to topic_status and topic_history. builds: a web site and an external loader insert into one table. transfers: money is moved between accounts, and readers sum them. sync: web processes read sites and record tasks, background processes run them.",
        WorkloadCatalog.Names);

    private readonly Option<string?> _input = new("--input")
    {
        HelpName = "FILE",
        Description = "An access log in the combined format of Apache and nginx, for visits. Without it, requests are generated, always the same.",
    };

    private readonly Option<int?> _processes = NumberOption.Create("--processes", 1, StressSettings.MaxProcesses, "Child processes; builds always has three. [default: 4]");
    private readonly Option<int?> _workers = NumberOption.Create("--workers", 1, StressSettings.MaxWorkers, "Workers in each process. [default: 20]");

    private readonly Option<int?> _writes = NumberOption.Create(
        "--writes",
        1,
        StressSettings.MaxWrites,
        "Writes of all workers together; an input is repeated until there are as many. [default: each request of the input once, or 400000; 15000 of builds, 100000 of transfers, 40000 of sync]");

    private readonly Option<string> _durability = ChoiceOption.Create(
        "--durability", "What a write survives: the death of its process (normal), or a power cut too (full).", Durabilities);

    private readonly Option<IReadOnlyList<string>> _strategy = ListOption.Create(
        "--strategy", "How the file is written; several are compared, the last is the measure. [default: lockkeeper]", StrategyCatalog.Names);

    private readonly Option<int?> _timeout = NumberOption.Create(
        "--timeout", 1, StressSettings.MaxSeconds, "Seconds that a write may wait. [default: the strategy's own]");

    private readonly Option<int?> _limit = NumberOption.Create(
        "--limit",
        1,
        StressSettings.MaxSeconds,
        $"Seconds after which a strategy begins no further write. [default: {StressSettings.PeerLimit} for others, none for lockkeeper]");

    private readonly Option<string?> _journal = new("--journal")
    {
        HelpName = string.Join('|', Journals),
        Description = "The journal of all strategies but lockkeeper, which is always WAL. [default: the strategy's own]",
    };

    private readonly Option<int?> _num = NumberOption.Create("--num", 1, BuildOptions.MaxRecords, "builds: records that a request inserts. [default: 10]");
    private readonly Option<double?> _sleep = SecondsOption.Create("--sleep", "builds: pause of each of the client's workers before a request. [default: 0]");
    private readonly Option<double?> _delay = SecondsOption.Create("--delay", "builds: pause of each of the loader's workers before an insert. [default: 0]");
    private readonly Option<bool> _atomicRequests = new("--atomic-requests") { Description = "builds: one transaction a request, not one a record." };

    private readonly Option<string?> _report = new("--report")
    {
        HelpName = "FILE",
        Description = "Write the results as one page of HTML too: a table and curves.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a strategy, each on its line, instead of tables." };

    // Otherwise a mistyped option becomes the name of a database.
    private StressCommand() => _database.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: ['-', ..] option }]) result.AddError($"There is no option {option}; see lockkeeper stress --help.");
    });

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var stress = new StressCommand();
        var command = new NotedCommand("stress", Description, Notes.Replace("{0}", DescribeStrategies(), StringComparison.Ordinal))
        {
            stress._database,
            stress._workload,
            stress._input,
            stress._processes,
            stress._workers,
            stress._writes,
            stress._durability,
            stress._strategy,
            stress._timeout,
            stress._limit,
            stress._journal,
            stress._num,
            stress._sleep,
            stress._delay,
            stress._atomicRequests,
            stress._report,
            stress._json,
        };
        command.SetAction((result, cancellationToken) => stress.RunAsync(result, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StressSettings settings = Read(parsed);
        bool json = parsed.GetValue(_json);
        string? report = parsed.GetValue(_report);
        if (report is not null) ReportFile.RefuseUnlessWritable(report);

        using var interruption = new Interruption();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, cancellationToken);
        IWorkload workload = WorkloadCatalog.Create(settings.Workload, settings.Input, settings.Builds);
        if (settings.Processes < workload.FewestProcesses)
        {
            throw new UsageException($"--processes must be at least {workload.FewestProcesses} for the workload {workload.Name}.");
        }

        var results = new List<StressResult>();
        foreach (string name in settings.Strategies)
        {
            Strategy strategy = StrategyCatalog.Get(name);
            if (!strategy.IsLockkeeper && settings.Journal is { } journal) strategy = strategy with { JournalMode = journal };
            using TargetDatabase target = TargetDatabase.Prepare(settings.Database, workload, strategy);
            var run = new StressRun(settings, workload, strategy, target);
            if (!json && results.Count == 0) Introduce(run, settings, workload);
            StressResult result = await ChooseView(json).ShowAsync(sink => run.ExecuteAsync(sink, stop.Token));
            results.Add(result);
            if (json) Console.Out.WriteLine(StressJson.Render(result));
        }

        if (report is not null) ReportFile.Write(report, results, settings);
        if (!json) Show(results);
        return results.TrueForAll(result => result.WentAsExpected) ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static void Show(List<StressResult> results)
    {
        if (results.Count == 1) ResultView.Show(Terminal.Output(), results[0]);
        else ComparisonView.Show(Terminal.Output(), results);
    }

    private static string DescribeStrategies() => string.Join(
        '\n',
        StrategyCatalog.All.Select(strategy => $"  {strategy.Name,-10}  {strategy.Summary}"));

    private StressSettings Read(ParseResult parsed)
    {
        var settings = new StressSettings
        {
            Database = parsed.GetValue(_database),
            Workload = parsed.GetValue(_workload)!,
            Input = parsed.GetValue(_input),
            Writes = parsed.GetValue(_writes),
            Durability = parsed.GetValue(_durability) == "full" ? Durability.Full : Durability.Normal,
            Timeout = parsed.GetValue(_timeout),
            Limit = parsed.GetValue(_limit),
            Journal = ReadJournal(parsed),
            Builds = ReadBuilds(parsed),
        };
        if (settings.Workload == BuildsWorkload.WorkloadName && parsed.GetValue(_processes) is not null)
        {
            throw new UsageException("--processes does not go with the workload builds: it has a web site, its client and a loader.");
        }

        IReadOnlyList<string> strategies = parsed.GetValue(_strategy)!;
        if (strategies.Count > 1 && settings.Database is not null)
        {
            throw new UsageException("DATABASE goes with one strategy: several are run on a fresh temporary file each.");
        }

        return settings with
        {
            Strategies = strategies.Count > 0 ? strategies : settings.Strategies,
            Processes = parsed.GetValue(_processes) ?? settings.Processes,
            Workers = parsed.GetValue(_workers) ?? settings.Workers,
        };
    }

    private JournalMode? ReadJournal(ParseResult parsed) => parsed.GetValue(_journal) switch
    {
        null => null,
        "delete" => JournalMode.Delete,
        "wal" => JournalMode.Wal,
        { } other => throw new UsageException($"--journal must be {string.Join(" or ", Journals)}, not '{other}'."),
    };

    private BuildOptions? ReadBuilds(ParseResult parsed)
    {
        var defaults = new BuildOptions();
        var options = new BuildOptions
        {
            Records = parsed.GetValue(_num) ?? defaults.Records,
            Sleep = parsed.GetValue(_sleep) ?? defaults.Sleep,
            Delay = parsed.GetValue(_delay) ?? defaults.Delay,
            AtomicRequests = parsed.GetValue(_atomicRequests),
        };
        return options == defaults ? null : options;
    }

    /// <summary>Progress goes to the error output, so that the output holds nothing but the result.</summary>
    private static IProgressView ChooseView(bool json)
    {
        if (!Console.IsErrorRedirected) return new BarView(Terminal.Error());
        return json ? new SilentView() : new LineView(Console.Error);
    }

    private static void Introduce(StressRun run, StressSettings settings, IWorkload workload)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.Name}: {run.Deal.Items:N0} writes {workload.Source}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(workload.HasSite ? "a web site and " : "")}{Figures.Plural(run.Deal.Processes, "process", "processes")} × {Figures.Plural(settings.Workers, "worker", "workers")}, SQLite {SqliteVersion.Current}, durability {Durabilities[(int)settings.Durability]}"));
        if (settings.Strategies is [var only] && StrategyCatalog.Get(only) is { IsLockkeeper: false } strategy) Console.Out.WriteLine($"{strategy.Name}: {strategy.Summary}");
        if (workload.InputFaults is { } faults)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures.Plural(faults.BadLines, "line is", "lines are")} not in the combined log format and left out, the first is line {faults.FirstBadLine:N0}"));
        }
    }
}
