using System.CommandLine;
using Lockkeeper.Cli.Stress.Engines;
using Lockkeeper.Cli.Stress.Strategies;
using Lockkeeper.Cli.Stress.Workloads;
using Lockkeeper.Cli.Stress.Workloads.Assets;

namespace Lockkeeper.Cli.Stress;

/// <summary>The command line of <c>lockkeeper stress</c>, and what it says.</summary>
internal sealed class StressOptions
{
    /// <summary>The words for <see cref="Durability"/>, in its order.</summary>
    public static readonly string[] Durabilities = ["normal", "full"];

    /// <summary>The words for <see cref="BuildAccess"/>, in its order.</summary>
    public static readonly string[] Accesses = ["native", "adonet", "dapper", "efcore"];

    private static readonly string[] Journals = ["delete", "wal"];

    private readonly Argument<string?> _database = new("DATABASE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "The file to write; made where there is none. Without it, a temporary one that is deleted at the end.",
    };

    private readonly Option<string> _engine = ChoiceOption.Create("--engine", "Whose file is written.", LabEngines.Names);

    private readonly Option<string> _workload = ChoiceOption.Create(
        "--workload",
        "visits: each request of an access log becomes a row of ip_log and an upsert of user_activity. topics: status changes of 400 topics go to topic_status and topic_history. builds: a web site and an external loader insert into one table. transfers: money is moved between accounts, and readers sum them. sync: web processes read sites and record tasks, background processes run them. assets: a pipeline of five processes loads three tables and builds two. DuckDB has visits (rows of ip_log alone) and assets, SQLite all but assets.",
        WorkloadCatalog.Names);

    private readonly Option<string?> _input = new("--input")
    {
        HelpName = "FILE",
        Description = "An access log in the combined format of Apache and nginx, for visits. Without it, requests are generated, always the same.",
    };

    private readonly Option<int?> _processes = NumberOption.Create("--processes", 1, StressSettings.MaxProcesses, "Child processes; builds always has three. [default: 4; 5 of assets]");
    private readonly Option<int?> _workers = NumberOption.Create("--workers", 1, StressSettings.MaxWorkers, "Workers in each process; assets always has one. [default: 20]");

    private readonly Option<int?> _writes = NumberOption.Create(
        "--writes",
        1,
        StressSettings.MaxWrites,
        "Writes of all workers together; an input is repeated until there are as many. [default: each request of the input once, or 400000; 15000 of builds, 100000 of transfers, 40000 of sync; with DuckDB 4000 of visits, 25 of assets]");

    private readonly Option<string> _durability = ChoiceOption.Create(
        "--durability", "What a write survives: the death of its process (normal), or a power cut too (full); DuckDB knows full alone.", Durabilities);

    private readonly Option<IReadOnlyList<string>> _strategy = ListOption.Create(
        "--strategy", "How the file is written, see below; several are compared, the last is the measure. [default: lockkeeper]", LabEngines.AllStrategyNames);

    private readonly Option<int?> _timeout = NumberOption.Create(
        "--timeout", 1, StressSettings.MaxSeconds, "Seconds that a write may wait; of DuckDB's strategies lockkeeper alone is told. [default: the strategy's own]");

    private readonly Option<int?> _limit = NumberOption.Create(
        "--limit",
        1,
        StressSettings.MaxSeconds,
        $"Seconds after which a strategy begins no further write. [default: {StressSettings.PeerLimit} for others, none for lockkeeper]");

    private readonly Option<string?> _journal = new("--journal")
    {
        HelpName = string.Join('|', Journals),
        Description = "SQLite: the journal of all strategies but lockkeeper, which is always WAL. [default: the strategy's own]",
    };

    private readonly Option<int?> _num = NumberOption.Create("--num", 1, BuildOptions.MaxRecords, "builds: records that a request inserts. [default: 10]");
    private readonly Option<double?> _sleep = SecondsOption.Create("--sleep", "builds: pause of each of the client's workers before a request. [default: 0]");
    private readonly Option<double?> _delay = SecondsOption.Create("--delay", "builds: pause of each of the loader's workers before an insert. [default: 0]");
    private readonly Option<bool> _atomicRequests = new("--atomic-requests") { Description = "builds: one transaction a request, not one a record." };

    private readonly Option<string> _access = ChoiceOption.Create(
        "--access",
        "builds: what the code of the site and the loader is written against: each strategy's own API (native), or connections, which of lockkeeper are the drop-in ones, with ADO.NET, Dapper or Entity Framework Core.",
        Accesses);

    private readonly Option<int?> _rows = NumberOption.Create(
        "--rows", ShopSizes.MinPayments, ShopSizes.MaxPayments, $"assets: rows of the largest table. [default: {ShopSizes.Usual.Payments}]");

    private readonly Option<string?> _report = new("--report")
    {
        HelpName = "FILE",
        Description = "Write the results as one page of HTML too: a table and curves.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a strategy, each on its line, instead of tables." };

    // Otherwise a mistyped option becomes the name of a database.
    public StressOptions() => _database.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: ['-', ..] option }]) result.AddError($"There is no option {option}; see lockkeeper stress --help.");
    });

    /// <summary>Gives a command all of them, in the order of its help.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_database);
        Option[] options =
        [
            _engine, _workload, _input, _processes, _workers, _writes, _durability, _strategy,
            _timeout, _limit, _journal, _num, _sleep, _delay, _atomicRequests, _access, _rows, _report, _json,
        ];
        foreach (Option option in options) command.Options.Add(option);
    }

    /// <summary>Whether the result is for a program.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Where the report goes, or <see langword="null"/> where none is wanted.</summary>
    public string? ReportFile(ParseResult parsed) => parsed.GetValue(_report);

    /// <summary>What the run is to do.</summary>
    /// <exception cref="UsageException">Some of it does not go together.</exception>
    public StressSettings Read(ParseResult parsed)
    {
        ILabEngine engine = LabEngines.Get(parsed.GetValue(_engine)!);
        var settings = new StressSettings
        {
            Database = parsed.GetValue(_database),
            Engine = engine.Name,
            Workload = parsed.GetValue(_workload)!,
            WorkloadOptions = new WorkloadOptions { Input = parsed.GetValue(_input), Builds = ReadBuilds(parsed), Rows = parsed.GetValue(_rows) },
            Processes = parsed.GetValue(_processes),
            Writes = parsed.GetValue(_writes),
            Durability = ReadDurability(parsed, engine),
            Timeout = parsed.GetValue(_timeout),
            Limit = parsed.GetValue(_limit),
            Journal = ReadJournal(parsed),
        };
        Combinations.RefuseWorkload(engine, settings.Workload);
        if (settings.Workload == BuildsWorkload.WorkloadName && settings.Processes is not null)
        {
            throw new UsageException("--processes does not go with the workload builds: it has a web site, its client and a loader.");
        }

        if (settings.Workload == AssetsWorkload.WorkloadName && parsed.GetValue(_workers) is not null)
        {
            throw new UsageException("--workers does not go with the workload assets: each process makes one table at a time.");
        }

        if (settings.Journal is not null && engine != SqliteLab.Instance) throw new UsageException("--journal goes with --engine sqlite.");
        IReadOnlyList<string> strategies = Combinations.ChooseStrategies(engine, parsed.GetValue(_strategy)!);
        if (strategies.Count > 1 && settings.Database is not null)
        {
            throw new UsageException("DATABASE goes with one strategy: several are run on a fresh temporary file each.");
        }

        return settings with
        {
            Strategies = strategies.Count > 0 ? strategies : settings.Strategies,
            Workers = parsed.GetValue(_workers) ?? settings.Workers,
        };
    }

    private Durability ReadDurability(ParseResult parsed, ILabEngine engine)
    {
        if (engine.HasDurabilities) return parsed.GetValue(_durability) == "full" ? Durability.Full : Durability.Normal;
        return parsed.GetResult(_durability) is { Implicit: false } && parsed.GetValue(_durability) != "full"
            ? throw new UsageException($"--durability normal does not go with --engine {engine.Name}: {engine.Title} syncs its log at every commit.")
            : Durability.Full;
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
            Access = (BuildAccess)Array.IndexOf(Accesses, parsed.GetValue(_access)),
        };
        return options == defaults ? null : options;
    }
}
