using System.Globalization;
using System.Runtime.InteropServices;
using Lockkeeper.Cli.Stress.Results;

namespace Lockkeeper.Cli.Stress.Report;

/// <summary>What a run ran on. Nothing that names the machine or its user.</summary>
internal static class Machine
{
    /// <summary>Describes it.</summary>
    /// <param name="engine">The database engine that was used.</param>
    /// <param name="version">Its version.</param>
    public static IReadOnlyList<Fact> Describe(string engine, string version) =>
    [
        new("Processor", Processor()),
        new("Cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        new("Memory", Figures.Size(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)),
        new("System", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})"),
        new("Runtime", RuntimeInformation.FrameworkDescription),
        new(engine, version),
        new("Lockkeeper", typeof(Machine).Assembly.GetName().Version!.ToString(3)),
    ];

    private static string Processor()
    {
        const string Line = "model name";
        try
        {
            string? model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
            if (model is not null) return model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException)
        {
            // Only Linux tells it there.
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
