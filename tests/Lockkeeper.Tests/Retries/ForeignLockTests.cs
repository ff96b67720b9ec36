using System.Globalization;
using Lockkeeper.Tests.Facade;
using Lockkeeper.Tests.Sqlite;
using Microsoft.Extensions.Logging;

namespace Lockkeeper.Tests.Retries;

/// <summary>A program that knows nothing of the turn holds SQLite's own lock.</summary>
public sealed class ForeignLockTests
{
    private const string HoldsTheLock = "con.execute('BEGIN IMMEDIATE'); ready(); con.execute('COMMIT')";

    [Fact]
    public async Task A_lock_that_outlasts_all_retries_is_logged_and_reported_with_its_holder()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);

        var error = await test.Insert(1, operation: "SaveTopicStatus").AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);

        test.Log.Entries.Where(entry => entry.Event is 100 or 101).ShouldBe(
        [
            (100, LogLevel.Warning, "Database locked in SaveTopicStatus, retry 1/5 after 0.10s"),
            (100, LogLevel.Warning, "Database locked in SaveTopicStatus, retry 2/5 after 0.20s"),
            (100, LogLevel.Warning, "Database locked in SaveTopicStatus, retry 3/5 after 0.40s"),
            (100, LogLevel.Warning, "Database locked in SaveTopicStatus, retry 4/5 after 0.80s"),
            (100, LogLevel.Warning, "Database locked in SaveTopicStatus, retry 5/5 after 1.60s"),
            (101, LogLevel.Error, "Database locked in SaveTopicStatus after 5 retries"),
        ]);
        error.Message.ShouldContain("SaveTopicStatus");
        error.Message.ShouldContain(foreign.Id.ToString(CultureInfo.InvariantCulture));
        error.Message.ShouldContain("python3");
        error.Message.Split(foreign.Id.ToString(CultureInfo.InvariantCulture)).Length.ShouldBe(2, "named once, whatever number of locks it holds");
        error.IsTransient.ShouldBeTrue();

        foreign.Finish();
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task A_short_lock_costs_a_retry_and_no_error()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);
        var write = test.Insert(1).AsTask();
        await Waiting.Until(() => test.Log.Texts.Any(text => text.Contains("retry 1/5", StringComparison.Ordinal)), "the first retry");
        foreign.Finish();
        await write.Within();
        test.Values<long>().ShouldBe([1]);
        test.Log.Entries.ShouldNotContain(entry => entry.Event == 101);
        test.Db.GetStatus().Processes.ShouldHaveSingleItem().Counters.Retries.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_writes_own_deadline_comes_before_the_last_retry()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);
        var write = test.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromMilliseconds(150) }).AsTask();
        var error = await write.FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        error.Message.ShouldContain(foreign.Id.ToString(CultureInfo.InvariantCulture));
        test.Log.Entries.ShouldNotContain(entry => entry.Event == 101);
        foreign.Finish();
        await test.Insert(2);
        test.Values<long>().ShouldBe([2]);
    }

    [Fact]
    public async Task A_database_is_closed_without_waiting_for_a_lock_that_nobody_asks_for_any_more()
    {
        await using var test = await TestDatabase.CreateAsync();
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);
        // The fifth retry would come 3.1 s after the first attempt, of which the last 1.6 s are one wait.
        await test.Insert(1, options: new WriteOptions { Timeout = TimeSpan.FromSeconds(1.6) }).AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);

        await test.Db.DisposeAsync();

        test.Log.Entries.ShouldNotContain(entry => entry.Event == 101, "the retries came to their end before the database was closed");
        foreign.Finish();
    }

    [Fact]
    public async Task A_write_can_be_cancelled_between_two_retries()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.Retry.BaseDelay = TimeSpan.FromSeconds(2));
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);
        using var cancel = new CancellationTokenSource();
        var write = test.Insert(1, cancel.Token).AsTask();
        await Waiting.Until(() => test.Log.Texts.Any(), "the first retry");
        await cancel.CancelAsync();
        await write.FailsWith<OperationCanceledException>();
        foreign.Finish();
    }

    [Fact]
    public async Task No_retries_means_one_attempt()
    {
        await using var test = await TestDatabase.CreateAsync(options => options.Retry.MaxRetries = 0);
        using var foreign = PythonProgram.Run(test.Path, HoldsTheLock);
        await test.Insert(1, operation: "Once").AsTask().FailsWith(SharedDatabaseErrorKind.WriteTimeout);
        test.Log.Entries.Select(entry => entry.Text).ShouldBe(["Database locked in Once after 0 retries"]);
    }

    [Fact]
    public async Task A_reader_elsewhere_delays_no_writer()
    {
        await using var test = await TestDatabase.CreateAsync();
        await test.Insert(1);
        using var foreign = PythonProgram.Run(test.Path, "con.execute('BEGIN'); con.execute('SELECT * FROM t').fetchall(); ready()");
        await test.Insert(2);
        test.Values<long>().ShouldBe([1, 2]);
        test.Log.Entries.ShouldNotContain(entry => entry.Event == 100);
    }
}
