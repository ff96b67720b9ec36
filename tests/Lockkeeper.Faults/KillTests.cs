using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>
/// Writers that end by <c>kill -9</c>, beside one that lives on. Whatever they were doing: nothing acknowledged is lost, nothing
/// stands twice or half, and the others go on.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : KillTest(output, "shared.db")
{
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

    [Fact]
    public async Task Writer_that_is_killed_while_it_holds_the_turn_delays_the_next_only_for_a_moment()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1");
        var kills = new List<long>();
        for (var round = 0; round < Seed.Scale(20); round++)
        {
            using var victim = await StartTalkAsync();
            (await victim.AskAsync($"hold DieHolding -1 {round}")).ShouldBe("holding");
            await Task.Delay(Random.Next(30), Cancel);
            kills.Add(victim.Kill());
        }

        await FinishAsync(survivor, kills, "killed while they held the turn");
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(*) FROM entry WHERE worker = -1").ShouldBe(0);
    }

    [Theory]
    [InlineData("inside", 60, 300, 20_000, 1_000)]
    [InlineData("commit", 60, 400, 60_000, 1_000)]
    [InlineData("commit", 40, 6_000, 20_000, 1)]
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
        await FinishAsync(survivor, [], $"killed at '{place}', a checkpoint every {checkpoint} pages");
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
    [Fact]
    public async Task Processes_that_are_killed_while_they_create_database_and_side_file_leave_what_others_can_use()
    {
        long from = 1;
        for (var round = 0; round < Seed.Scale(40); round++)
        {
            var fuse = $"fuse=open:{1 + Random.Next(3)}:{Random.Next(round % 2 == 0 ? 100_000 : 12_000)}";
            using var victim = Keep(Child.Start("cycle", WorkArguments(1, $"folder={Directory}", $"from={from}", fuse)));
            await victim.EndAsync();
            from = Math.Max(1, System.IO.Directory.EnumerateFiles(Directory, "*.db").Select(Number).DefaultIfEmpty(1).Max());
        }

        var acknowledged = File.ReadAllLines(Path.Combine(LogDirectory, "000001.log")).Length;
        using var child = await StartTalkAsync("later=1");
        foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*.db").Order())
        {
            (await child.AskAsync($"open {path}")).ShouldBe("opened");
            (await child.AskAsync($"write AfterTheDead 10000 0 1")).ShouldBe("written");
            (await child.AskAsync("close")).ShouldBe("closed");
            using var connection = Plain(path);
            using var check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            check.ExecuteScalar().ShouldBe("ok");
        }

        AcknowledgedFolders().ShouldBeEmpty();

        static long Number(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture);
    }

    private List<string> AcknowledgedFolders()
    {
        List<string> lost = [];
        foreach (var log in System.IO.Directory.EnumerateFiles(LogDirectory))
        {
            foreach (var line in File.ReadLines(log).Where(static line => line.StartsWith('A')))
            {
                var parts = line.Split(' ');
                var path = Path.Combine(Directory, parts[2].PadLeft(4, '0') + ".db");
                using var connection = Plain(path);
                if (Ask(connection, $"SELECT count(*) FROM entry WHERE worker = {parts[1]} AND sequence = {parts[2]}") != 1) lost.Add(line);
            }
        }

        return lost;
    }
}
