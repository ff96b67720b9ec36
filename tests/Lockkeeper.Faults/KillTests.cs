using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>
/// Writers that end by <c>kill -9</c>, beside one that lives on. Whatever they were doing: nothing acknowledged is lost, nothing
/// stands twice or half, and the others go on.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : FaultTest(output)
{
    private const int Victims = 3;

    [Fact]
    public async Task Writers_that_are_killed_at_random_lose_no_acknowledged_write()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var kills = new System.Collections.Concurrent.ConcurrentBag<long>();
        await RepeatAsync(Seed.Scale(60), async random =>
        {
            using var victim = await StartWorkAsync(3, "pause=1", "checkpoint=50");
            await Task.Delay(random.Next(80), Cancel);
            kills.Add(victim.Kill());
        });
        await FinishAsync(survivor, kills, "killed at random");
    }

    [Fact]
    public async Task Eight_processes_on_a_DuckDB_file_that_are_killed_at_random_lose_no_acknowledged_write()
    {
        Use(DuckDB);
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var slots = new Child?[7];
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

    // A queue of one process holds the turn; the victims wait in line behind it, some in the kernel, some in their own queue.
    [Fact]
    public async Task Writers_that_are_killed_while_they_wait_leave_the_line_to_the_others()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        using var holder = await StartTalkAsync("maxwrite=600000");
        var kills = new List<long>();
        for (var round = 0; round < Seed.Scale(10); round++)
        {
            var victims = await Task.WhenAll(Enumerable.Range(0, Victims).Select(_ => StartWorkAsync(2)));
            (await holder.AskAsync($"hold KeepThemWaiting 0 {round}")).ShouldBe("holding");
            await Task.Delay(Random.Next(40), Cancel);
            foreach (var victim in victims) victim.Kill();
            (await holder.AskAsync("release")).ShouldBe("released");
            kills.Add(System.Diagnostics.Stopwatch.GetTimestamp());
        }

        await FinishAsync(survivor, kills, "killed while they waited");
    }

    [Theory]
    [InlineData(Sqlite, 20)]
    [InlineData(DuckDB, 10)]
    public async Task Writer_that_is_killed_while_it_holds_the_turn_delays_the_next_only_for_a_moment(string file, int count)
    {
        Use(file);
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var kills = new List<long>();
        for (var round = 0; round < Seed.Scale(count); round++)
        {
            using var victim = await StartTalkAsync();
            (await victim.AskAsync($"hold DieHolding -1 {round}")).ShouldBe("holding");
            await Task.Delay(Random.Next(30), Cancel);
            kills.Add(victim.Kill());
        }

        await FinishAsync(survivor, kills, $"killed while they held the turn of {file}");
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(*) FROM entry WHERE worker = -1").ShouldBe(0);
    }

    [Theory]
    [InlineData(Sqlite, "inside", 60, 300, 20_000, 1_000)]
    [InlineData(Sqlite, "commit", 60, 400, 60_000, 1_000)]
    [InlineData(Sqlite, "commit", 40, 6_000, 20_000, 1)]
    [InlineData(DuckDB, "inside", 12, 3_000, 20_000, 16_000)]
    [InlineData(DuckDB, "commit", 16, 6_000, 60_000, 16_000)]
    [InlineData(DuckDB, "commit", 12, 20_000, 20_000, 1)]
    public async Task Writers_that_are_killed_in_a_transaction_at_commit_and_in_a_checkpoint_leave_all_or_nothing(
        string file, string place, int count, int microseconds, int payload, int checkpoint)
    {
        Use(file);
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        await RepeatAsync(Seed.Scale(count), async random =>
        {
            var fuse = string.Create(CultureInfo.InvariantCulture, $"fuse={place}:{1 + random.Next(12)}:{random.Next(microseconds)}");
            using var victim = Child.Start("work", WorkArguments(2, fuse, $"payload={payload}", $"checkpoint={checkpoint}"));
            await victim.EndAsync();
        });
        await FinishAsync(survivor, [], $"{file}: killed at '{place}', a checkpoint every {checkpoint} {(file == DuckDB ? "KB" : "pages")}");
    }

    [Fact]
    public async Task Processes_that_are_killed_while_they_open_the_database_disturb_nobody()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        await RepeatAsync(Seed.Scale(40), async random =>
        {
            using var victim = Child.Start("work", WorkArguments(1, $"fuse=open:1:{random.Next(120_000)}"));
            await victim.EndAsync();
        });
        await FinishAsync(survivor, [], "killed while opening");
    }

    // Each predecessor may have left a database without tables, without WAL mode, without a side file or with an empty one.
    [Theory]
    [InlineData(".db", 40)]
    [InlineData(".duckdb", 16)]
    public async Task Processes_that_are_killed_while_they_create_database_and_side_file_leave_what_others_can_use(string ending, int count)
    {
        long from = 1;
        for (var round = 0; round < Seed.Scale(count); round++)
        {
            var fuse = $"fuse=open:{1 + Random.Next(3)}:{Random.Next(round % 2 == 0 ? 100_000 : 12_000)}";
            using var victim = Keep(Child.Start("cycle", WorkArguments(1, $"folder={Directory}", $"ending={ending}", $"from={from}", fuse)));
            await victim.EndAsync();
            from = Math.Max(1, System.IO.Directory.EnumerateFiles(Directory, "*" + ending).Select(Number).DefaultIfEmpty(1).Max());
        }

        var acknowledged = File.ReadAllLines(Path.Combine(LogDirectory, "000001.log")).Length;
        using var child = await StartTalkAsync("later=1");
        foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*" + ending).Order())
        {
            (await child.AskAsync($"open {path}")).ShouldBe("opened");
            (await child.AskAsync($"write AfterTheDead 10000 0 1")).ShouldBe("written");
            (await child.AskAsync("close")).ShouldBe("closed");
            using var connection = Plain(path);
            CheckIntegrity(connection);
        }

        AcknowledgedFolders(ending).ShouldBeEmpty();

        static long Number(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
    }

    private List<string> AcknowledgedFolders(string ending)
    {
        List<string> lost = [];
        foreach (var log in System.IO.Directory.EnumerateFiles(LogDirectory))
        {
            foreach (var line in File.ReadLines(log).Where(static line => line.StartsWith('A')))
            {
                var parts = line.Split(' ');
                var path = Path.Combine(Directory, parts[2].PadLeft(4, '0') + ending);
                using var connection = Plain(path);
                if (Ask(connection, $"SELECT count(*) FROM entry WHERE worker = {parts[1]} AND sequence = {parts[2]}") != 1) lost.Add(line);
            }
        }

        return lost;
    }

    private Task RepeatAsync(int count, Func<Random, Task> round)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, Victims).Select(_ => new Random(Random.Next())).Select(random => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await round(random);
        })));
    }

    private async Task FinishAsync(Child survivor, IEnumerable<long> kills, string what)
    {
        await Task.Delay(50, Cancel);
        await survivor.StopAsync();
        var ledger = Verify();
        ledger.Failures.ShouldBeEmpty();
        var delays = new Delays();
        foreach (var at in kills.Concat(ledger.Deaths)) delays.Add(ledger.NextAfter(at));
        var locked = survivor.Errors.Count(static line => line.StartsWith("100 ", StringComparison.Ordinal));
        delays.Report(Output, $"{what} ({locked} times the lock of a dead one was met)");
    }
}
