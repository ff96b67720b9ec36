using System.Globalization;
using System.Runtime.CompilerServices;
using Lockkeeper.Sqlite;

// Signals, mounts and /proc are what it works with.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Each test loads the machine by itself and measures how long others wait.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Lockkeeper.Faults.Rig;

/// <summary>
/// What the run is drawn from. <c>LOCKKEEPER_SEED</c> repeats one; <c>LOCKKEEPER_TORTURE_SECONDS</c> is how long the tests that may
/// go on for any time do so, and the others repeat in proportion. Which moment of a process a kill hits is still the machine's to
/// decide.
/// </summary>
internal static class Seed
{
    private const int ShortSeconds = 10;

    public static int Value { get; } = Read("LOCKKEEPER_SEED", Environment.TickCount & 0xffffff);

    /// <summary>How long a test goes on that may go on for any time.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(Read("LOCKKEEPER_TORTURE_SECONDS", ShortSeconds));

    /// <summary>A count of the short run, in proportion to the duration.</summary>
    public static int Scale(int count) => (int)Math.Max(count, count * Duration.TotalSeconds / ShortSeconds);

    /// <summary>The same numbers for the same seed and the same test, whichever others run before it.</summary>
    public static Random For(string test)
    {
        // string.GetHashCode differs from run to run.
        var hash = test.Aggregate(Value, static (sum, letter) => unchecked((sum * 31) + letter));
        return new Random(hash & int.MaxValue);
    }

    [ModuleInitializer]
    internal static void Announce()
    {
        if (Environment.GetEnvironmentVariable("LOCKKEEPER_SQLITE") is { Length: > 0 } library) SqliteLibrary.Use(library);
        Console.WriteLine($"LOCKKEEPER_SEED={Value} LOCKKEEPER_TORTURE_SECONDS={Duration.TotalSeconds}");
    }

    private static int Read(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
