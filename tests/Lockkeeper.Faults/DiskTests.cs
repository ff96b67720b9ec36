using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>A disk that is full and has room again, and a limit on the size of files.</summary>
public sealed class DiskTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task Full_disk_fails_writes_and_leaves_the_database_sound_and_room_lets_them_go_on()
    {
        var ownDisk = TryMountDisk();
        await CreateDatabaseAsync();
        var refused = 0;
        for (var round = 0; round < 3; round++)
        {
            var room = 400 + Random.Next(400);
            if (ownDisk) Fill(room);
            string[] arguments = ["payload=8000", "checkpoint=20", "writes=120", .. ownDisk ? [] : new[] { $"pages={room / 4}" }];
            var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartWorkAsync(2, arguments)));
            foreach (var worker in workers) await worker.ExpectAsync("done");
            foreach (var worker in workers) await worker.EndAsync();
            var full = Verify();
            full.Failures.Count.ShouldBeGreaterThan(refused);
            full.Failures.ShouldAllBe(failure => failure.StartsWith("DiskFull") || failure.StartsWith("SqliteException SQLite Error 13"));

            if (ownDisk) File.Delete(Ballast);
            using var again = await StartWorkAsync(2, "writes=40");
            await again.ExpectAsync("done");
            await again.EndAsync();
            var ledger = Verify();
            ledger.Failures.Count.ShouldBe(full.Failures.Count);
            refused = ledger.Failures.Count;
            Output.WriteLine($"round {round}: {ledger.Acknowledged} acknowledged, {refused} refused");
            Shrink();
        }
    }

    // The same processes see the disk full and see room again, with no opening in between.
    [Theory]
    [InlineData(Sqlite, 3_000, 500, 8_000, 20)]
    [InlineData(DuckDB, 12_000, 3_000, 60_000, 200)]
    public async Task Workers_that_met_a_full_disk_write_on_when_there_is_room(string file, int disk, int room, int payload, int checkpoint)
    {
        Use(file);
        if (!TryMountDisk(disk))
        {
            if (file == DuckDB) Assert.Skip("This user may not mount, and DuckDB has no limit of pages.");
            await MeetAndLoseALimitAsync();
            return;
        }

        await CreateDatabaseAsync();
        Fill(room);
        using var worker = await StartWorkAsync(3, $"payload={payload}", $"checkpoint={checkpoint}");
        await WaitAsync(static ledger => ledger.Failures.Count > 3);
        File.Delete(Ballast);
        var before = Ledger.Read(LogDirectory).Acknowledged;
        await WaitAsync(ledger => ledger.Acknowledged > before + 20);
        await worker.StopAsync();
        Verify().Failures.ShouldAllBe(failure => failure.StartsWith("DiskFull") || failure.StartsWith("SqliteException SQLite Error 13"));
    }

    [Fact]
    public Task Limit_on_the_size_of_files_fails_writes_and_the_database_stays_sound() => MeetAndLoseALimitAsync();

    private string Ballast => Path.Combine(Path.GetDirectoryName(DatabasePath)!, "ballast");

    // A small disk of the test's own where it may mount one; elsewhere a limit of pages or of the size of files is the disk.
    private bool TryMountDisk(int kilobytes = 3_000)
    {
        var disk = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "disk")).FullName;
        DatabasePath = Path.Combine(disk, Path.GetFileName(DatabasePath));
        if (Mount.TryTemporary(disk, kilobytes))
        {
            Undo(() => Mount.Unmount(disk));
            return true;
        }

        Output.WriteLine("This user may not mount: limits are the disk.");
        return false;
    }

    private async Task MeetAndLoseALimitAsync()
    {
        using var limited = await StartTalkAsync();
        using var other = await StartTalkAsync();
        (await limited.AskAsync("write BeforeTheLimit 10000 -1 1")).ShouldBe("written");
        (await limited.AskAsync("limit 6000")).ShouldBe("limited");
        (await limited.AskAsync("write PastTheLimit 2000 -1 2")).ShouldStartWith("error ");
        (await limited.AskAsync("write PastTheLimit 2000 -1 3")).ShouldStartWith("error ");

        (await other.AskAsync("write WithoutLimit 10000 -2 1")).ShouldBe("written");
        (await limited.AskAsync("limit 1000000000")).ShouldBe("limited");
        (await limited.AskAsync("write RoomAgain 10000 -1 4")).ShouldBe("written");

        (await limited.AskAsync("close")).ShouldBe("closed");
        (await other.AskAsync("close")).ShouldBe("closed");
        Verify();
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT group_concat(worker || '.' || sequence, ' ') = '-1.1 -2.1 -1.4' FROM (SELECT * FROM entry ORDER BY n)").ShouldBe(1);
    }

    private async Task WaitAsync(Func<Ledger, bool> reached)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Child.Patience);
        while (!reached(Ledger.Read(LogDirectory))) await Task.Delay(20, patience.Token);
    }

    private void Fill(int room)
    {
        var free = new DriveInfo(Path.GetDirectoryName(DatabasePath)!).AvailableFreeSpace;
        File.WriteAllBytes(Ballast, new byte[Math.Max(0, free - (room * 1024))]);
    }

    private void Shrink()
    {
        using var connection = Plain(DatabasePath);
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE entry SET payload = NULL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }
}
