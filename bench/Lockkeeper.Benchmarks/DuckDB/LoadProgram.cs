using System.Diagnostics;
using Lockkeeper.Benchmarks.Processes;
using Lockkeeper.DuckDB;

namespace Lockkeeper.Benchmarks.DuckDB;

/// <summary>A child that loads files when it is told to, as a step of a pipeline does.</summary>
internal static class LoadProgram
{
    public static async Task<ChildReport> RunAsync(string path, LoadOrder order)
    {
        // Compiled and opened once: what is measured is the loading.
        await using var db = DuckDBDatabase.Open(path);
        await LoadAsync(db, order.Files[0], "warm" + Environment.ProcessId);
        Console.WriteLine(ChildProgram.Ready);
        _ = Console.In.ReadLine() ?? throw new EndOfStreamException("The parent is gone.");
        var start = Stopwatch.GetTimestamp();
        long rows = 0;
        foreach (var file in order.Files) rows += await LoadAsync(db, file, Path.GetFileNameWithoutExtension(file));
        return new(rows, rows, Stopwatch.GetElapsedTime(start).TotalSeconds, 0);
    }

    private static async Task<long> LoadAsync(SharedDatabase db, string file, string table) => (await db.ReadCsvToTableAsync(file, table)).RowsLoaded;
}
