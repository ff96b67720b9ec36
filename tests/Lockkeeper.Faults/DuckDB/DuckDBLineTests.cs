using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults.DuckDB;

/// <summary>Processes on one DuckDB file that are stopped, that come all at once, that only read, and that lose their side file or disk.</summary>
public sealed class DuckDBLineTests(ITestOutputHelper output) : FaultTest(output, "shared.duckdb")
{
    private const int Crowd = 16;

    [Fact]
    public async Task Others_time_out_with_the_name_of_a_stopped_holder_and_go_on_when_it_does()
    {
        using var holder = await StartTalkAsync();
        using var other = await StartTalkAsync();
        (await holder.AskAsync("hold NightlyReport 1 1")).ShouldBe("holding");
        holder.Pause();

        for (var i = 1; i <= 3; i++)
        {
            var error = await other.AskAsync($"write SaveTopic 300 2 {i}");
            error.ShouldStartWith("error WriteTimeout SaveTopic ");
            error.ShouldContain($"Process {holder.Id} (Lockkeeper.TestProcess) has held the turn");
            error.ShouldContain("in NightlyReport");
        }

        holder.Continue();
        (await holder.AskAsync("release")).ShouldBe("released");
        (await other.AskAsync("write SaveTopic 60000 2 4")).ShouldBe("written");
        (await holder.AskAsync("write SaveTopic 60000 1 2")).ShouldBe("written");

        (await other.AskAsync("close")).ShouldBe("closed");
        (await holder.AskAsync("close")).ShouldBe("closed");
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT (string_agg(worker || '.' || sequence, ' ' ORDER BY n) = '1.1 2.4 1.2')::BIGINT FROM entry").ShouldBe(1);
    }

    [Fact]
    public async Task Workers_that_are_stopped_and_continued_at_random_lose_nothing()
    {
        await CreateDatabaseAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartWorkAsync(2, "readers=1", "pause=1", "timeout=400")));
        for (var round = 0; round < Seed.Scale(25); round++)
        {
            var worker = workers[Random.Next(workers.Length)];
            worker.Pause();
            await Task.Delay(Random.Next(round % 5 == 0 ? 600 : 60), Cancel);
            worker.Continue();
            await Task.Delay(Random.Next(60), Cancel);
        }

        foreach (var worker in workers) await worker.StopAsync();
        var ledger = Ledger.Read(LogDirectory);
        ledger.ReadFailures.ShouldAllBe(failure => failure.Contains("waited"));
        ledger.ReadFailures.Clear();
        ledger.Verify(DatabasePath);
        ledger.Failures.ShouldAllBe(failure => failure.StartsWith("WriteTimeout"));
        Output.WriteLine($"{ledger.Acknowledged} writes acknowledged, {ledger.Failures.Count} timed out");
    }

    [Fact]
    public async Task Processes_that_open_a_database_that_does_not_exist_yet_at_the_same_moment_all_get_it()
    {
        List<Child> crowd = [];
        foreach (var few in Enumerable.Range(0, Crowd).Chunk(4))
            crowd.AddRange(await Task.WhenAll(few.Select(_ => StartTalkAsync("later=1"))));
        File.Exists(DatabasePath).ShouldBeFalse();
        foreach (var child in crowd) child.Tell("open");
        foreach (var child in crowd) await child.ExpectAsync("opened");
        for (var i = 0; i < Crowd; i++) crowd[i].Tell($"write First 60000 {-1 - i} 1");
        foreach (var child in crowd) await child.ExpectAsync("written");
        foreach (var child in crowd) child.Tell("close");
        foreach (var child in crowd) await child.ExpectAsync("closed");

        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(DISTINCT worker) FROM entry").ShouldBe(Crowd);
        Ask(connection, "SELECT count(*) FROM entry").ShouldBe(Crowd);
    }

    [Fact]
    public async Task Side_file_that_is_damaged_while_in_use_costs_no_data()
    {
        await CreateDatabaseAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartWorkAsync(2, "readers=1", "pause=1")));
        for (var round = 0; round < Seed.Scale(20); round++)
        {
            Damage();
            await Task.Delay(Random.Next(250), Cancel);
        }

        foreach (var worker in workers) await worker.StopAsync();
        var ledger = Verify();
        ledger.Failures.ShouldBeEmpty();
        ledger.Acknowledged.ShouldBeGreaterThan(0);
        Output.WriteLine($"{ledger.Acknowledged} acknowledged");
    }

    [Fact]
    public async Task Full_disk_fails_writes_and_leaves_the_file_sound_and_room_lets_them_go_on()
    {
        var disk = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "disk")).FullName;
        if (!Mount.TryTemporary(disk, 12_000)) Assert.Skip("This user may not mount a disk of its own.");
        Undo(() => Mount.Unmount(disk));
        DatabasePath = Path.Combine(disk, "shared.duckdb");
        await CreateDatabaseAsync();
        var ballast = Path.Combine(disk, "ballast");
        File.WriteAllBytes(ballast, new byte[new DriveInfo(disk).AvailableFreeSpace - (3 << 20)]);

        using var worker = await StartWorkAsync(3, "payload=60000", "checkpoint=200");
        await WaitAsync(static ledger => ledger.Failures.Count > 3);
        File.Delete(ballast);
        var before = Ledger.Read(LogDirectory).Acknowledged;
        await WaitAsync(ledger => ledger.Acknowledged > before + 20);
        await worker.StopAsync();
        var all = Verify();
        all.Failures.ShouldAllBe(failure => failure.StartsWith("DiskFull"), string.Join('\n', worker.Errors.Take(5)));
        Output.WriteLine($"{all.Acknowledged} acknowledged, {all.Failures.Count} refused");
    }

    private async Task WaitAsync(Func<Ledger, bool> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Child.Patience);
        while (!reached(Ledger.Read(LogDirectory))) await Task.Delay(20, patience.Token);
    }

    private void Damage()
    {
        switch (Random.Next(4))
        {
            case 0:
                File.Delete(SideFilePath);
                break;
            case 1:
                using (var file = Open()) file.SetLength(Random.Next(5_000));
                break;
            case 2:
                var bytes = new byte[Random.Next(40_000)];
                Random.NextBytes(bytes);
                using (var file = Open()) file.Write(bytes);
                break;
            default:
                File.WriteAllBytes(SideFilePath + "-new", new byte[Random.Next(10_000)]);
                File.Move(SideFilePath + "-new", SideFilePath, overwrite: true);
                break;
        }
    }

    private FileStream Open() => new(SideFilePath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
}
