using System.Globalization;
using Lockkeeper.Faults.Rig;

namespace Lockkeeper.Faults;

/// <summary>Everything at once, for as long as it is given: this is what <c>eng/torture.sh</c> lengthens.</summary>
public sealed class ChaosTests(ITestOutputHelper output) : FaultTest(output)
{
    private const int Slots = 4;
    private readonly List<long> _kills = [];

    [Fact]
    public async Task Any_schedule_of_kills_pauses_damage_and_strangers_loses_no_acknowledged_write()
    {
        await CreateDatabaseAsync();
        using var survivor = await StartWorkAsync(2, "readers=1", "pause=1", "timeout=20000", "checkpoint=200");
        var workers = new Child?[Slots];
        var end = TimeProvider.System.GetTimestamp();
        var steps = 0;
        for (; TimeProvider.System.GetElapsedTime(end) < Seed.Duration; steps++)
        {
            await StepAsync(workers);
            await Task.Delay(Random.Next(40), Cancel);
        }

        foreach (var worker in workers) worker?.Dispose();
        await survivor.StopAsync();
        var ledger = Verify();
        ledger.Failures.ShouldAllBe(failure => failure.StartsWith("WriteTimeout"));
        var delays = new Delays();
        foreach (var kill in _kills.Concat(ledger.Deaths)) delays.Add(ledger.NextAfter(kill));
        delays.Report(Output, $"{steps} random faults, {_kills.Count + ledger.Deaths.Count} deaths, {ledger.Acknowledged} acknowledged, {ledger.Failures.Count} timed out");
    }

    private async Task StepAsync(Child?[] workers)
    {
        var slot = Random.Next(Slots);
        if (workers[slot] is not { HasExited: false } worker)
        {
            workers[slot]?.Dispose();
            workers[slot] = Start();
            return;
        }

        switch (Random.Next(8))
        {
            case 0 or 1 or 2:
                _kills.Add(worker.Kill());
                break;
            case 3:
                worker.Pause();
                await Task.Delay(Random.Next(100), Cancel);
                worker.Continue();
                break;
            case 4:
                worker.Pause();
                _kills.Add(worker.Kill());
                break;
            case 5:
                DamageSideFile();
                break;
            case 6:
                HoldFromOutside();
                break;
            default:
                Read();
                break;
        }
    }

    private Child Start()
    {
        string[] places = ["open", "inside", "commit", "never"];
        var place = places[Random.Next(places.Length)];
        var passes = place == "open" ? 1 : 1 + Random.Next(40);
        var delay = Random.Next(place == "open" ? 150_000 : 2_000);
        var fuse = string.Create(CultureInfo.InvariantCulture, $"fuse={place}:{passes}:{delay}");
        return Keep(Child.Start("work", WorkArguments(
            1 + Random.Next(4), fuse, $"readers={Random.Next(3)}", $"pause={Random.Next(3)}", $"payload={1 << Random.Next(16)}", $"checkpoint={1 << Random.Next(11)}",
            $"maxwal={64 << (10 + Random.Next(6))}", $"slice={Random.Next(8)}", "timeout=20000")));
    }

    private void DamageSideFile()
    {
        switch (Random.Next(3))
        {
            case 0:
                File.Delete(SideFilePath);
                break;
            case 1:
                using (var file = Open()) file.SetLength(Random.Next(5_000));
                break;
            default:
                var bytes = new byte[Random.Next(10_000)];
                Random.NextBytes(bytes);
                using (var file = Open()) file.Write(bytes);
                break;
        }
    }

    private FileStream Open() => new(SideFilePath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    // A stranger's transaction, for some milliseconds.
    private void HoldFromOutside()
    {
        using var connection = Plain(DatabasePath);
        using var command = connection.CreateCommand();
        command.CommandTimeout = 20;
        command.CommandText = "BEGIN IMMEDIATE; INSERT INTO entry(worker, sequence, kind) VALUES (-1, 1, 0); ROLLBACK";
        command.ExecuteNonQuery();
    }

    private void Read()
    {
        using var connection = Plain(DatabasePath);
        Ask(connection, "SELECT (SELECT n FROM total) - (SELECT count(*) FROM mirror)").ShouldBe(0);
    }
}
