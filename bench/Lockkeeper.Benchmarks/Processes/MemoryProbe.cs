using System.Diagnostics;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Sqlite;
using Microsoft.Data.Sqlite;

namespace Lockkeeper.Benchmarks.Processes;

/// <summary>Uses a database in a process of its own, then tells how much memory the process has.</summary>
internal static class MemoryProbe
{
    public const int QueuedWrites = 100_000;
    private const int Uses = 1_000;

    public static Task<ChildReport> RunAsync(MemoryUse use, string path) => use switch
    {
        MemoryUse.PlainConnection => Task.FromResult(UsePlainConnection(path)),
        MemoryUse.OpenDatabase => UseDatabaseAsync(path),
        MemoryUse.QueuedWrites => QueueWritesAsync(path),
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "No such use."),
    };

    private static ChildReport UsePlainConnection(string path)
    {
        using var session = new DriverSession(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString(), DriverConfiguration.BestTransaction);
        for (var i = 0; i < Uses; i++)
        {
            session.Write(0, i);
            session.Read(i + 1);
        }

        return Report(0);
    }

    private static async Task<ChildReport> UseDatabaseAsync(string path)
    {
        await using var database = SqliteDatabase.Open(path);
        for (var i = 0; i < Uses; i++)
        {
            var at = i;
            await database.ExecuteAsync(
                $"INSERT INTO topic_status_log(topic, status, worker, at) VALUES ({Work.Topic(i)}, {Work.Status(i)}, {0}, {Work.At(i)})");
            await database.ReadAsync(connection => DriverSession.Read(connection, at + 1));
        }

        return Report(0);
    }

    /// <summary>One write blocks in its transaction while the others are called, each by a method that awaits it.</summary>
    private static async Task<ChildReport> QueueWritesAsync(string path)
    {
        await using var database = SqliteDatabase.Open(path);
        using var release = new ManualResetEventSlim();
        var holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = Task.Run(() => database.WriteAsync(_ =>
        {
            holding.TrySetResult();
            release.Wait();
            return 0;
        }));
        await holding.Task;

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tasks = new Task[QueuedWrites];
        for (var i = 0; i < tasks.Length; i++) tasks[i] = WriteAsync(database, i);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        if (tasks.Any(task => task.IsCompleted)) throw new InvalidOperationException("A write did not queue.");

        release.Set();
        await holder;
        await Task.WhenAll(tasks);
        return Report(tasks.Length, after - before);
    }

    private static async Task WriteAsync(SharedDatabase database, int i) => await database.ExecuteAsync(
        $"INSERT INTO topic_status_log(topic, status, worker, at) VALUES ({Work.Topic(i)}, {Work.Status(i)}, {i % 80}, {Work.At(i)})");

    private static ChildReport Report(long acknowledged, long? managed = null)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return new(Acknowledged: acknowledged, ResidentBytes: self.WorkingSet64, ManagedBytes: managed ?? GC.GetTotalMemory(forceFullCollection: true));
    }
}
