using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>The side file is damaged in every way while processes write: order may go, data may not.</summary>
public sealed class SideFileTests(ITestOutputHelper output) : FaultTest(output)
{
    [Theory]
    [InlineData(Sqlite, "deleted")]
    [InlineData(Sqlite, "truncated")]
    [InlineData(Sqlite, "filled with random bytes")]
    [InlineData(Sqlite, "replaced")]
    [InlineData(Sqlite, "made read-only")]
    [InlineData(Sqlite, "everything")]
    [InlineData(DuckDB, "deleted")]
    [InlineData(DuckDB, "filled with random bytes")]
    [InlineData(DuckDB, "replaced")]
    public async Task Side_file_that_is_damaged_while_in_use_costs_no_data(string file, string damage)
    {
        Use(file);
        await CreateDatabaseAsync();
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartWorkAsync(2, "readers=1", "pause=1")));
        for (var round = 0; round < Seed.Scale(12); round++)
        {
            Damage(damage == "everything" ? Any() : damage);

            // One that meets the file as it is now, beside those that had it open before.
            using var newcomer = await StartWorkAsync(2, "pause=1", "writes=15");
            await newcomer.ExpectAsync("done");
            await Task.Delay(Random.Next(60), Cancel);
            Mend();
        }

        foreach (var worker in workers) await worker.StopAsync();
        foreach (var worker in workers) Output.WriteLine($"process {worker.Id}: {string.Join('\n', worker.Errors.TakeLast(20))}");
        var ledger = Verify();
        ledger.Failures.ShouldBeEmpty();
        Output.WriteLine($"{ledger.Acknowledged} acknowledged");

        // And it is in order again: the last damage is mended or met at the next opening.
        using var holder = await StartTalkAsync();
        using var other = await StartTalkAsync();
        (await holder.AskAsync("hold AfterTheDamage 0 1")).ShouldBe("holding");
        (await other.AskAsync("write MeetsTheHolder 200 0 2")).ShouldContain($"Process {holder.Id} ");
        (await holder.AskAsync("release")).ShouldBe("released");
    }

    [Fact]
    public async Task Side_file_that_nobody_may_write_costs_the_order_and_a_warning_only()
    {
        await CreateDatabaseAsync();
        Damage("made read-only");
        var workers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartWorkAsync(2, "pause=1", "writes=100")));
        foreach (var worker in workers)
        {
            await worker.ExpectAsync("done");
            await worker.EndAsync();
            if (_readOnly) worker.Errors.Count(line => line.StartsWith("200 Warning", StringComparison.Ordinal)).ShouldBe(1);
        }

        Mend();
        var ledger = Verify();
        ledger.Failures.ShouldBeEmpty();
    }

    private bool _readOnly;

    private string Any() => new[] { "deleted", "truncated", "filled with random bytes", "replaced", "made read-only" }[Random.Next(5)];

    private void Damage(string damage)
    {
        switch (damage)
        {
            case "deleted":
                File.Delete(SideFilePath);
                break;
            case "truncated":
                using (var file = new FileStream(SideFilePath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    file.SetLength(Random.Next(2) == 0 ? 0 : Random.Next(5_000));
                break;
            case "filled with random bytes":
                var bytes = new byte[Random.Next(40_000)];
                Random.NextBytes(bytes);
                using (var file = new FileStream(SideFilePath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                    file.Write(bytes);
                break;
            case "replaced":
                File.WriteAllBytes(SideFilePath + "-new", new byte[Random.Next(10_000)]);
                File.Move(SideFilePath + "-new", SideFilePath, overwrite: true);
                break;
            default:
                MakeReadOnly();
                break;
        }
    }

    // Root may write whatever the mode says: it takes a mount, or an attribute where the file system has it.
    private void MakeReadOnly()
    {
        if (!Libc.IsRoot)
        {
            File.SetUnixFileMode(SideFilePath, UnixFileMode.UserRead);
            _mend = () => File.SetUnixFileMode(SideFilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        else if (Mount.TryReadOnly(SideFilePath))
        {
            _mend = () => Mount.Unmount(SideFilePath);
        }
        else if (Mount.Run("chattr", "+i", SideFilePath))
        {
            _mend = () => Mount.Run("chattr", "-i", SideFilePath);
        }
        else
        {
            // Neither: a side file of a later version is as unusable.
            File.WriteAllBytes(SideFilePath, [.. "LKKEEPER"u8, 99, 0, 0, 0]);
            _mend = () => File.Delete(SideFilePath);
        }

        _readOnly = true;
        Undo(Mend);
    }

    private Action? _mend;

    private void Mend()
    {
        _mend?.Invoke();
        _mend = null;
    }
}
