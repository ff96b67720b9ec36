using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults.DuckDB;

/// <summary>
/// Writers of a DuckDB file that end by <c>kill -9</c>, beside one that lives on. The next one to open the file replays the
/// write-ahead log: nothing acknowledged is lost, nothing stands twice or half.
/// </summary>
public sealed class DuckDBKillTests(ITestOutputHelper output) : KillTest(output, "shared.duckdb")
{
    private const int Processes = 8;

    [Fact]
    public async Task Eight_processes_that_are_killed_at_random_lose_no_acknowledged_write()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var slots = new Child?[Processes - 1];
        var kills = new List<long>();
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < Seed.Duration)
        {
            var slot = Random.Next(slots.Length);
            if (slots[slot] is { HasExited: false } victim)
            {
                kills.Add(victim.Kill());
                victim.Dispose();
            }

            // Not waited for: it may be killed before it has opened the file.
            slots[slot] = Keep(Child.Start("work", WorkArguments(1 + Random.Next(3), "pause=1", $"checkpoint={1 << Random.Next(12)}")));
            await Task.Delay(Random.Next(200), Cancel);
        }

        foreach (var victim in slots.OfType<Child>()) kills.Add(victim.Kill());
        await FinishAsync(survivor, kills, "eight processes on DuckDB, killed at random");
    }

    [Theory]
    [InlineData("inside", 16, 3_000, 20_000, 16_000)]
    [InlineData("commit", 24, 6_000, 60_000, 16_000)]
    [InlineData("commit", 16, 20_000, 20_000, 1)]
    public async Task Writers_that_are_killed_in_a_transaction_at_commit_and_in_a_checkpoint_leave_all_or_nothing(
        string place, int count, int microseconds, int payload, int checkpoint)
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        await RepeatAsync(Seed.Scale(count), async random =>
        {
            var fuse = string.Create(CultureInfo.InvariantCulture, $"fuse={place}:{1 + random.Next(12)}:{random.Next(microseconds)}");
            using var victim = Child.Start("work", WorkArguments(2, fuse, $"payload={payload}", $"checkpoint={checkpoint}"));
            await victim.EndAsync();
        });
        await FinishAsync(survivor, [], $"killed at '{place}' on DuckDB, checkpoints from {checkpoint} KB on");
    }

    [Fact]
    public async Task Writer_that_is_killed_while_it_has_the_file_open_delays_the_next_only_for_a_moment()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var kills = new List<long>();
        for (var round = 0; round < Seed.Scale(10); round++)
        {
            using var victim = await StartTalkAsync();
            (await victim.AskAsync($"hold DieHolding -1 {round}")).ShouldBe("holding");
            await Task.Delay(Random.Next(30), Cancel);
            kills.Add(victim.Kill());
        }

        await FinishAsync(survivor, kills, "killed while they had the DuckDB file open");
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(*) FROM entry WHERE worker = -1").ShouldBe(0);
    }

    [Fact]
    public async Task Processes_that_are_killed_while_they_create_and_open_the_file_leave_what_others_can_use()
    {
        long from = 1;
        for (var round = 0; round < Seed.Scale(16); round++)
        {
            // Each predecessor may have left no file, an empty one, one without tables, or one with a log to replay.
            var fuse = $"fuse=open:{1 + Random.Next(3)}:{Random.Next(round % 2 == 0 ? 150_000 : 20_000)}";
            using var victim = Keep(Child.Start("cycle", WorkArguments(1, $"folder={Directory}", $"from={from}", "ending=.duckdb", fuse)));
            await victim.EndAsync();
            from = Math.Max(1, System.IO.Directory.EnumerateFiles(Directory, "*.duckdb").Select(Number).DefaultIfEmpty(1).Max());
        }

        using var child = await StartTalkAsync("later=1");
        foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*.duckdb").Order())
        {
            (await child.AskAsync($"open {path}")).ShouldBe("opened");
            (await child.AskAsync("write AfterTheDead 10000 0 1")).ShouldBe("written");
            (await child.AskAsync("close")).ShouldBe("closed");
            using var connection = Plain(path);
            foreach (var (worker, sequence) in Acknowledged().Where(entry => Path.GetFileName(path) == $"{entry.Sequence:0000}.duckdb"))
                Ask(connection, $"SELECT count(*) FROM entry WHERE worker = {worker} AND sequence = {sequence}").ShouldBe(1);
        }

        static long Number(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
    }

    private IEnumerable<(long Worker, long Sequence)> Acknowledged() =>
        from log in System.IO.Directory.EnumerateFiles(LogDirectory)
        from line in File.ReadLines(log)
        where line.StartsWith('A')
        let parts = line.Split(' ')
        select (long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
}
