using System.Security.Cryptography;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>The database file itself: replaced while open, under two names at once, and created by many at the same moment.</summary>
public sealed class FileTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task Database_that_is_replaced_while_open_is_an_error_for_all_and_its_replacement_stays_as_it_is()
    {
        var replacement = Path.Combine(Directory, "replacement.db");
        using (var child = await StartAsync("talk", $"database={replacement}"))
        {
            (await child.AskAsync("write Replacement 10000 9 1")).ShouldBe("written");
            (await child.AskAsync("close")).ShouldBe("closed");
        }

        using var one = await StartTalkAsync();
        using var two = await StartTalkAsync();
        (await one.AskAsync("write Before 10000 1 1")).ShouldBe("written");
        (await two.AskAsync("write Before 10000 2 1")).ShouldBe("written");
        (await one.AskAsync("read Before")).ShouldBe("read 2");
        var content = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(replacement, Cancel)));
        File.Move(replacement, DatabasePath, overwrite: true);

        for (var i = 2; i < 6; i++)
        {
            (await one.AskAsync($"write After 10000 1 {i}")).ShouldStartWith("error DatabaseReplaced ");
            (await two.AskAsync($"write After 10000 2 {i}")).ShouldStartWith("error DatabaseReplaced ");
        }

        (await one.AskAsync("read After")).ShouldStartWith("error DatabaseReplaced ");
        (await one.AskAsync("close")).ShouldBe("closed");
        (await two.AskAsync("close")).ShouldBe("closed");
        Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(DatabasePath, Cancel))).ShouldBe(content);
    }

    [Fact]
    public async Task Database_that_is_replaced_under_workers_is_an_error_and_nobody_hangs()
    {
        await CreateDatabaseAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartWorkAsync(3, "timeout=5000")));
        await Task.Delay(100 + Random.Next(200), Cancel);
        File.Move(DatabasePath, DatabasePath + "-moved");
        await Task.Delay(300, Cancel);
        foreach (var worker in workers) await worker.StopAsync();

        var ledger = Ledger.Read(LogDirectory);
        ledger.Failures.Count.ShouldBeGreaterThan(0);
        ledger.Failures.ShouldAllBe(failure => failure.StartsWith("DatabaseReplaced") || failure.StartsWith("Engine"));
        ledger.Acknowledged.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Symbolic_link_and_real_path_are_one_database()
    {
        await CreateDatabaseAsync();
        var link = Path.Combine(Directory, "link.db");
        File.CreateSymbolicLink(link, DatabasePath);
        var folder = Path.Combine(Directory, "folder");
        System.IO.Directory.CreateSymbolicLink(folder, Directory);
        var real = await StartWorkAsync(2);
        var (first, second) = (WorkArguments(2), WorkArguments(2));
        first[0] = $"database={link}";
        second[0] = $"database={Path.Combine(folder, "link.db")}";
        var linked = await StartAsync("work", first);
        var through = await StartAsync("work", second);
        await Task.Delay(500, Cancel);

        // All three see each other: one board, one line.
        Locking.PresenceBoard.ReadFrom(DatabasePath).Select(entry => entry.ProcessId).Order()
            .ShouldBe(new[] { real.Id, linked.Id, through.Id }.Order());
        System.IO.Directory.EnumerateFiles(Directory).Select(Path.GetFileName).Where(name => name!.StartsWith("link.db-", StringComparison.Ordinal))
            .ShouldBeEmpty();
        foreach (var worker in new[] { real, linked, through }) await worker.StopAsync();
        Verify().Failures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Sqlite, 64)]
    [InlineData(DuckDB, 16)]
    public async Task Many_processes_open_a_database_that_does_not_exist_yet_at_the_same_moment(string file, int count)
    {
        Use(file);

        // Started a few at a time, opened all at once.
        List<Child> crowd = [];
        foreach (var few in Enumerable.Range(0, count).Chunk(8))
            crowd.AddRange(await Task.WhenAll(few.Select(_ => StartTalkAsync("later=1"))));
        File.Exists(DatabasePath).ShouldBeFalse();
        foreach (var child in crowd) child.Tell("open");
        foreach (var child in crowd) await child.ExpectAsync("opened");
        for (var i = 0; i < count; i++) crowd[i].Tell($"write First 60000 {-1 - i} 1");
        foreach (var child in crowd) await child.ExpectAsync("written");

        Locking.PresenceBoard.ReadFrom(DatabasePath).Count.ShouldBe(count);
        foreach (var child in crowd) child.Tell("close");
        foreach (var child in crowd) await child.ExpectAsync("closed");
        Verify();
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT count(DISTINCT worker) FROM entry").ShouldBe(count);
        Ask(connection, "SELECT count(*) FROM entry").ShouldBe(count);
    }
}
