using System.Globalization;
using Lockkeeper.Cli.Stress.Results;
using Lockkeeper.Cli.Stress.Workloads;

namespace Lockkeeper.Cli.Stress.Report;

/// <summary>The page as a file.</summary>
internal static class ReportFile
{
    /// <summary>Looks before the run, which may be long.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void RefuseUnlessWritable(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"--report {path} is a directory; name a file.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder)) throw new UsageException($"--report {path} cannot be created: there is no directory {folder}.");
    }

    /// <summary>Writes it, over what was there.</summary>
    /// <exception cref="StressFailedException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<StressResult> results, StressSettings settings)
    {
        try
        {
            File.WriteAllText(path, ReportPage.Render(results, Describe(results[0], settings), Machine.Describe(results[0].Strategy.Engine.Title, results[0].EngineVersion), TimeProvider.System.GetUtcNow()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StressFailedException($"The report could not be written: {error.Message}");
        }
    }

    private static List<Fact> Describe(StressResult result, StressSettings settings)
    {
        List<Fact> facts =
        [
            new("Workload", result.Workload),
            new("Writes", Figures.Count(result.Deal.Items)),
            new("Processes", result.HasSite ? "3: a web site, its client, a loader" : Figures.Count(result.Deal.Processes)),
            new("Workers", $"{Figures.Count(result.Deal.WorkersPerProcess)} in each"),
            new("Durability", result.Durability == Durability.Full ? "full" : "normal"),
            new("Wait for a lock", settings.Timeout is { } timeout ? Figures.Plural(timeout, "second", "seconds") : "each strategy's own"),
            new("Cut off after", Figures.Plural(settings.Limit ?? StressSettings.PeerLimit, "second", "seconds") + (settings.Limit is null ? " (not lockkeeper)" : "")),
        ];
        if (settings.Journal is { } journal) facts.Add(new("Journal", $"{journal.ToString().ToUpperInvariant()} (lockkeeper: WAL)"));
        if (result.HasSite) facts.AddRange(Describe(settings.WorkloadOptions.Builds ?? new BuildOptions()));
        return facts;
    }

    private static IEnumerable<Fact> Describe(BuildOptions builds) =>
    [
        new("Records a request", Figures.Count(builds.Records)),
        new("Requests are atomic", builds.AtomicRequests ? "yes" : "no"),
        new("Code is written against", StressOptions.Accesses[(int)builds.Access]),
        new("Client sleeps", builds.Sleep.ToString("0.### 's'", CultureInfo.InvariantCulture)),
        new("Loader sleeps", builds.Delay.ToString("0.### 's'", CultureInfo.InvariantCulture)),
    ];
}
