using Lockkeeper.Tests.Facade;

namespace Lockkeeper.Tests.Conformance;

/// <summary>One file is one database, whoever opens it and by whatever name, as long as it is that file.</summary>
public sealed class FileConformance
{
    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_file_that_is_opened_twice_is_shared_until_both_have_closed(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        var link = test.Path + ".link";
        File.CreateSymbolicLink(link, test.Path);
        await using var other = test.Open(link);
        other.DatabasePath.ShouldBe(test.Db.DatabasePath);
        await other.ExecuteAsync($"INSERT INTO t VALUES (1, '')", TestContext.Current.CancellationToken);
        await test.Insert(2);
        await test.Db.DisposeAsync();
        await other.ExecuteAsync($"INSERT INTO t VALUES (3, '')", TestContext.Current.CancellationToken);
        (await other.ReadAsync(ConformanceDatabase.Ids)).ShouldBe([1, 2, 3]);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task Opening_and_closing_at_once_from_many_threads_loses_nothing(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Db.DisposeAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++)
            {
                await using var db = test.Open();
                await db.ExecuteAsync($"INSERT INTO t VALUES ({(worker * 8) + i}, '')");
            }
        }))).Within();
        test.Reopen();
        (await test.Ids()).ShouldBe(Enumerable.Range(0, 32).Select(i => (long)i));
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_file_that_is_replaced_while_it_is_open_gets_nothing_more(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        await test.Insert(1);
        File.Move(test.Path, test.Path + ".gone");
        await test.Insert(2).AsTask().FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        await test.Ids().FailsWith(SharedDatabaseErrorKind.DatabaseReplaced);
        File.Exists(test.Path).ShouldBeFalse("a new, empty file would hide the loss");
        File.Move(test.Path + ".gone", test.Path);
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task The_status_shows_this_process_and_what_it_does(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        using var held = await HeldWriter.StartAsync(test.Db);
        var queued = test.Insert(1).AsTask();
        var holder = test.Db.GetStatus().Holder.ShouldNotBeNull();
        holder.ProcessId.ShouldBe(Environment.ProcessId);
        await Waiting.Until(() => test.Db.GetStatus().Holder?.Operation == "HeldWriter", "the board is refreshed");
        test.Db.GetStatus().Processes.ShouldHaveSingleItem().QueueLength.ShouldBe(1);
        held.GoOn();
        await queued.Within();
        await Waiting.Until(() => test.Db.GetStatus().Processes.Single().Counters.Writes >= 2, "the counters are on the board");
    }

    [Theory, ClassData(typeof(AllEngines))]
    public async Task A_file_of_another_kind_is_refused_and_not_touched(string engine)
    {
        await using var test = await ConformanceDatabase.CreateAsync(engine);
        var path = test.Path + ".txt";
        var text = string.Concat(Enumerable.Repeat("This is a letter, not a database.\n", 300));
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<SharedDatabaseException>(async () =>
        {
            await using var db = test.Open(path);
            await db.ExecuteAsync($"CREATE TABLE x(i BIGINT)");
        });
        error.Kind.ShouldBe(SharedDatabaseErrorKind.CannotOpen, error.Message);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(text);
    }
}
