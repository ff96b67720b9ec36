using System.Globalization;
using System.Runtime.InteropServices;

namespace Lockkeeper.Benchmarks.Output;

/// <summary>What the figures were measured on, as far as they depend on it.</summary>
internal sealed record Machine(
    string Processor, int Cores, double MemoryGigabytes, string OperatingSystem, string FileSystem, string Sqlite, string Runtime, double? Load)
{
    /// <summary>Whether other work before the run makes its figures doubtful.</summary>
    public bool IsBusy => Load > 0.5;

    public static Machine Describe(string directory) => new(
        ProcessorName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        RuntimeInformation.OSDescription,
        new DriveInfo(directory).DriveFormat,
        SQLitePCL.raw.sqlite3_libversion().utf8_to_string(),
        RuntimeInformation.FrameworkDescription,
        LoadAverage());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Cores} cores ({Processor}), {MemoryGigabytes} GB of memory, {FileSystem}, {OperatingSystem}, SQLite {Sqlite}, {Runtime}");

    private static string ProcessorName()
    {
        const string Key = "model name";
        var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>How much the machine had to do in the last minute, before the run: a busy one gives no figures to quote.</summary>
    private static double? LoadAverage() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : null;
}
