using System.Globalization;
using Lockkeeper.Tests.Facade;
using ChildProcess = Lockkeeper.Tests.Locking.TestProcess;

namespace Lockkeeper.Tests.Writing;

public sealed class DeadlineTests
{
    [Fact]
    public async Task A_write_that_does_not_get_the_turn_in_time_is_told_who_holds_it()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.WriteTimeout = TimeSpan.FromMilliseconds(200));
        using var holder = await ChildProcess.StartAsync("lock", test.Path);
        (await holder.AskAsync("acquire Exclusive 30")).ShouldBe("acquired");
        (await holder.AskAsync("show NightlyImport")).ShouldBe("shown");

        var error = await test.Insert(1, operation: "SaveStatus").AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        error.Message.ShouldContain("SaveStatus");
        error.Message.ShouldContain(holder.Id.ToString(CultureInfo.InvariantCulture));
        error.Message.ShouldContain("NightlyImport");
        error.IsTransient.ShouldBeTrue();
        await test.Db.WriteAsync(tx => tx.Execute($"INSERT INTO t(v) VALUES ({2})")).FailsWith(SharedDatabaseErrorKind.WriteTimeout);

        (await holder.AskAsync("release")).ShouldBe("released");
        await test.Insert(3);
        test.Values<long>().ShouldBe([3]);
    }

    [Fact]
    public async Task A_killed_holder_delays_nobody()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var holder = await ChildProcess.StartAsync("lock", test.Path);
        (await holder.AskAsync("acquire Exclusive 30")).ShouldBe("acquired");
        var write = test.Insert(1).AsTask();
        await Waiting.Until(() => test.Db.GetStatus().Waiters.Any(), "this process is in line");
        write.IsCompleted.ShouldBeFalse();
        holder.Kill();
        await write.Within();
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task A_write_has_the_deadline_that_it_was_given()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var turn = test.TakeTurn();
        var patient = test.Insert(1).AsTask();
        var impatient = test.Insert(2, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(1) }).AsTask();
        await impatient.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        patient.IsCompleted.ShouldBeFalse();
        turn.Release();
        await patient.Within();
        test.Values<long>().ShouldBe([1]);
    }

    [Fact]
    public async Task Thousands_of_deadlines_pass_at_once()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.WriteTimeout = TimeSpan.FromMilliseconds(200));
        var writes = new Task[5000];
        var start = TimeProvider.System.GetTimestamp();
        using (test.TakeTurn())
        {
            for (var i = 0; i < writes.Length; i++) writes[i] = test.Insert(i).AsTask();
            foreach (var write in writes) await write.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetElapsedTime(start)}");
        await test.Insert(-1, options: new WriteOptions { Timeout = TimeSpan.FromSeconds(30) });
        test.Values<long>().ShouldBe([-1]);
        test.Db.GetStatus().Processes.ShouldHaveSingleItem().Counters.Timeouts.ShouldBe(writes.Length);
    }

    [Fact]
    public async Task A_deadline_is_found_however_its_write_and_the_look_at_the_queue_meet()
    {
        // Each deadline is due when the watchdog looks, while the next one is just being added.
        await using var test = await TestDatabase.CreateAsync();
        using var turn = test.TakeTurn();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                var write = test.Insert(i, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(1) }).AsTask();
                await write.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
            }
        }))).Within();
    }
}
