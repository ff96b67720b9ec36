namespace Lockkeeper.TestProcess.Faults;

/// <summary>Opens and closes a database again and again, and counts what the process has open before and after.</summary>
internal sealed class LeakVerb(Arguments arguments)
{
    public async Task<int> RunAsync()
    {
        await RepeatAsync((int)arguments.Number("before", 100));
        var before = await CountAsync();
        await RepeatAsync((int)arguments.Number("count", 300));
        var after = await CountAsync();
        Console.WriteLine("ready");
        Console.WriteLine(
            $"descriptors={before.Descriptors}/{after.Descriptors} threads={before.Threads}/{after.Threads} "
            + $"managed={before.Managed}/{after.Managed} resident={before.Resident}/{after.Resident}");
        return 0;
    }

    private async Task RepeatAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var db = arguments.Open(arguments["database"]);
            if (i == 0) await Entries.CreateAsync(db);
            await Entries.WriteAsync(db, i % Entries.Ways, 1, i, [], static _ => { });
            await db.ReadAsync(static connection => 0);
        }
    }

    // The runtime keeps each assembly that it loads open, and loads them when it first needs them.
    private static bool IsNoLibrary(string descriptor) =>
        new FileInfo(descriptor).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true;

    private static async Task<(int Descriptors, int Threads, long Managed, long Resident)> CountAsync()
    {
        // Threads of closed databases end by themselves, a moment later.
        await Task.Delay(500);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var status = File.ReadLines("/proc/self/status").Select(static line => line.Split(':', 2)).ToDictionary(static p => p[0], static p => p[1].Trim());
        return (
            Directory.GetFiles("/proc/self/fd").Count(IsNoLibrary),
            int.Parse(status["Threads"], System.Globalization.CultureInfo.InvariantCulture),
            GC.GetTotalMemory(forceFullCollection: true),
            1024 * long.Parse(status["VmRSS"].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
