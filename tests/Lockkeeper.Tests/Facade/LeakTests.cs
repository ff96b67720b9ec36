using Lockkeeper.Sqlite;

namespace Lockkeeper.Tests.Facade;

[Collection(nameof(Alone))]
public sealed class LeakTests
{
    [Fact]
    public async Task A_thousand_times_opened_and_closed_leaves_no_descriptor_and_no_thread()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("It counts in /proc.");
        await using var test = await TestDatabase.CreateAsync();
        await test.Db.DisposeAsync();
        await CycleAsync(50);
        var before = Count();
        await CycleAsync(1000);
        await Waiting.Until(() => Count().Writers <= before.Writers, "the writers' threads have ended");
        (Count().Descriptors - before.Descriptors).ShouldBeLessThan(20);

        async Task CycleAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await using var db = SqliteDatabase.Open(test.Path);
                await db.ExecuteAsync($"INSERT INTO t(v) VALUES ({i})");
                await db.ReadAsync(_ => 0);
            }
        }

        static (int Descriptors, int Writers) Count() => (
            Directory.GetFiles("/proc/self/fd").Length,
            Directory.GetDirectories("/proc/self/task").Count(task => ReadName(task).StartsWith("Lockkeeper", StringComparison.Ordinal)));

        static string ReadName(string task)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, "comm"));
            }
            catch (IOException)
            {
                // The thread ended between the two looks.
                return "";
            }
        }
    }
}
